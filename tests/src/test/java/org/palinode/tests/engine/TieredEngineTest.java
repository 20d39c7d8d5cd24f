package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The scalar code with which the tiered engine begins and the vector code with which it goes on compute the same bits. */
class TieredEngineTest {
    private static final String THREAD = "palinode-warm-up";

    @BeforeEach
    void needsTheVectorApi() {
        assumeTrue(Engine.isVectorApiPresent());
    }

    /** A plan that ran once has not left its scalar code yet. */
    @ParameterizedTest(name = "seed {0}, [{1}, {2}]")
    @MethodSource("org.palinode.tests.engine.EnginesTest#programs")
    void bothTiersGiveTheSameBitsOnRandomPrograms(long seed, int rows, int columns) {
        for (DType dtype : DType.values()) {
            Program program = RandomProgram.of(seed, dtype, rows, columns, 40);
            List<double[]> in = EnginesTest.inputs(seed, program);
            List<double[]> expected = Engines.run(Engine.VECTOR, program, in);
            List<double[]> actual = Engines.run(Engine.TIERED, program, in);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), actual.get(i), dtype + ", output " + i);
            }
        }
    }

    @Test
    void bothTiersGiveTheSameBitsOnNumbersOutOfTheOrdinary() {
        for (DType dtype : DType.values()) {
            EnginesTest.unary()
                    .forEach((name, function) -> assertArrayEquals(
                            Engines.apply(function, dtype, Engine.VECTOR, EnginesTest.numbers()),
                            Engines.apply(function, dtype, Engine.TIERED, EnginesTest.numbers()),
                            name + ", " + dtype));
        }
    }

    /** The same plan again and again until the thread that warms vector code up has come and gone; sums down columns are in it. */
    @Test
    void aPlanChangesOverWithoutAChangeOfItsNumbers() throws InterruptedException {
        Plan plan = Plan.of(program()).engine(Engine.TIERED).build();
        plan.input(0).fill(0.3);
        plan.input(0).set(5, -1.25);
        plan.run();
        double[] slopes = plan.output(0).toArray();
        double[] sums = plan.output(1).toArray();
        long given = System.nanoTime()
                + 60_000_000_000L; // the change-over takes some tenths of a second where nothing else runs
        boolean seen = false;
        while (System.nanoTime() < given && (!seen || isWarmingUp())) {
            for (int i = 0; i < 200; i++) {
                plan.run();
            }
            seen |= isWarmingUp();
            assertArrayEquals(slopes, plan.output(0).toArray());
            assertArrayEquals(sums, plan.output(1).toArray());
        }
        assertTrue(seen, "no vector code was warmed up");
        Thread.sleep(1);
        plan.run();
        assertArrayEquals(slopes, plan.output(0).toArray());
        assertArrayEquals(sums, plan.output(1).toArray());
    }

    private static Program program() {
        return Program.trace(List.of(new TensorType(DType.FLOAT64, Shape.of(37, 61))), in -> {
                    Tensor y =
                            in.get(0).times(3).tanh().plus(in.get(0).square()).softplus();
                    return List.of(y, y.sum(0));
                })
                .program();
    }

    private static boolean isWarmingUp() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(THREAD));
    }

    @Test
    void theTieredEngineSaysWhatItIs() {
        assertEquals(
                "tiered: generated code, one number at a time until its vector code is warm, then ",
                Engine.TIERED.description().replaceAll("\\d.*", ""));
    }
}
