package org.palinode.ode.internal.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The names of what goes into a step: nothing else knows their places. */
class StepSignatureTest {
    private static final TensorType TIME = TensorType.float64();
    private static final TensorType STATE = TensorType.float64(3);
    private static final TensorType NOISE = TensorType.float64(2);
    private static final TensorType PARAMETER = TensorType.float64(4);

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void ordinaryEquationsHaveNeitherIntervalNorNoise() {
        Parts<TensorType> step = new StepSignature(STATE, 1, List.of(), List.of(PARAMETER)).step();
        assertEquals(List.of(TIME, TIME, STATE, STATE, PARAMETER), step.list());
        assertEquals(0, step.count(StepPart.INTERVAL));
        assertEquals(0, step.count(StepPart.NOISE));
    }

    @Test
    void noiseComesWithItsIntervalAndMovesNoName() {
        StepSignature signature = new StepSignature(STATE, 2, List.of(NOISE, NOISE), List.of(PARAMETER));
        assertEquals(
                List.of(TIME, TIME, TIME, TIME, STATE, STATE, STATE, NOISE, NOISE, PARAMETER),
                signature.step().list());
        Parts<Integer> places = signature.step().named(numbers(10));
        assertEquals(List.of(2, 3), places.all(StepPart.INTERVAL));
        assertEquals(4, places.one(StepPart.Y));
        assertEquals(List.of(5, 6), places.all(StepPart.CARRY));
        assertEquals(List.of(7, 8), places.all(StepPart.NOISE));
        assertEquals(List.of(9), places.all(StepPart.PARAMETERS));
        assertEquals(9, signature.block().size(), "y and two vectors of carry");
    }

    /** Noise is never differentiated: a pull-back has cotangents of the others, in their order. */
    @Test
    void pullBacksNameTheCotangentsThatAreWanted() {
        StepSignature signature = new StepSignature(STATE, 1, List.of(NOISE), List.of(PARAMETER, PARAMETER));
        BitSet second = new BitSet();
        second.set(1);
        WantedCotangents wanted = new WantedCotangents(second, true);
        Parts<Integer> bars =
                signature.step().named(numbers(9)).keeping(wanted::has).bars();
        assertEquals(List.of(0, 1, 4, 5, 8), bars.list());
        assertEquals(List.of(8), bars.all(StepPart.PARAMETER_BARS));
        assertEquals(0, bars.named(numbers(5)).one(StepPart.TIME_BAR));
    }

    @Test
    void whatIsNotBoundIsNamed() {
        Parts<TensorType> inputs = Parts.of(StepPart.Y, STATE).with(StepPart.NOISE, List.of(NOISE));
        CountedProgram program = CountedProgram.of(
                inputs,
                List.<Program>of(),
                in -> Parts.of(StepPart.Y, in.one(StepPart.Y).times(2)));
        Arena arena = new Arena("a test");
        StepBindings bindings = StepBindings.none().reading(StepPart.Y, Buffer.allocate(STATE));
        var refusal = assertThrows(IllegalStateException.class, () -> bindings.plan(program, arena));
        assertTrue(refusal.getMessage().contains("NOISE"), refusal.getMessage());
        CountedPlan bound =
                bindings.reading(StepPart.NOISE, Buffer.allocate(NOISE)).plan(program, arena);
        bound.plan().input(0).copyFrom(Tensor.of(1, 2, 3).buffer());
        bound.plan().run();
        assertEquals(6, bound.output(StepPart.Y, 0).get(2));
        arena.close();
    }
}
