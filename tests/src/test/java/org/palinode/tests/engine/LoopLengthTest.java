package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.plan.code.Fused;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Equations of one loop: as many as belong together, and no more than the JIT compiles. */
class LoopLengthTest {
    private static final TensorType MATRIX = TensorType.float64(32, 32);

    /** The slopes of six stages along two directions, as the pull-back of a flow's step needs them: all read the same two matrices. */
    private static Program stages() {
        return Program.traceClosed(Collections.nCopies(8, MATRIX), in -> {
            List<Tensor> slopes = new ArrayList<>();
            for (Tensor y : in.subList(2, 8)) {
                Tensor slope = y.square().subtractedFrom(1), bend = y.times(-2).times(slope);
                slopes.add(slope);
                slopes.add(bend.times(in.get(0)));
                slopes.add(bend.times(in.get(1)));
            }
            return slopes;
        });
    }

    /** A chain of thirty equations, each of which reads the one before. */
    private static Program chain() {
        return Program.traceClosed(List.of(MATRIX, MATRIX), in -> {
            Tensor y = in.get(0);
            for (int i = 0; i < 15; i++) {
                y = y.times(in.get(1)).plus(0.1 * i + 1);
            }
            return List.of(y);
        });
    }

    private static List<Integer> lengths(Program program) {
        List<Integer> lengths = new ArrayList<>();
        for (var equation :
                Plan.of(program).engine(Engine.SCALAR).build().program().equations()) {
            lengths.add(((Fused) equation.primitive()).body().equations().size());
        }
        return lengths;
    }

    @Test
    void whatOnlyReadsTheSameStandsInSeveralLoops() {
        List<Integer> lengths = lengths(stages());
        assertTrue(lengths.size() > 1 && Collections.max(lengths) <= 20, lengths.toString());
    }

    @Test
    void whatReadsTheOneBeforeStandsInOneLoop() {
        assertEquals(List.of(30), lengths(chain()));
    }

    @Test
    void numbersAreThoseOfOneKernelForEachEquation() {
        List<double[]> in = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            double phase = i;
            in.add(Tensor.arange(MATRIX.size()).plus(phase).sin().toArray());
        }
        List<double[]> expected = Engines.run(Engine.INTERPRETER, stages(), in);
        for (Engine engine : Engines.available()) {
            List<double[]> actual = Engines.run(engine, stages(), in);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(
                        expected.get(i),
                        actual.get(i),
                        0,
                        engine + ", output " + i); // the same operations in the same order
            }
        }
    }
}
