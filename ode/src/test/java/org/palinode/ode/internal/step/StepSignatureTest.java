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
    private static final TensorType PARAMETER = TensorType.float64(4);

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void theInputsOfAStepAreTimeSizeEndsAndParameters() {
        StepSignature signature = new StepSignature(STATE, 2, List.of(PARAMETER));
        assertEquals(
                List.of(TIME, TIME, STATE, STATE, STATE, PARAMETER),
                signature.step().list());
        Parts<Integer> places = signature.step().named(numbers(6));
        assertEquals(2, places.one(StepPart.Y));
        assertEquals(List.of(3, 4), places.all(StepPart.CARRY));
        assertEquals(List.of(5), places.all(StepPart.PARAMETERS));
        assertEquals(9, signature.block().size(), "y and two vectors of carry");
    }

    /** Parameters that nothing follows, as noise, have no cotangent: a pull-back has those of the others, in their order. */
    @Test
    void pullBacksNameTheCotangentsThatAreWanted() {
        StepSignature signature = new StepSignature(STATE, 1, List.of(PARAMETER, PARAMETER));
        BitSet second = new BitSet();
        second.set(1);
        WantedCotangents wanted = new WantedCotangents(second, true);
        Parts<Integer> bars =
                signature.step().named(numbers(6)).keeping(wanted::has).bars();
        assertEquals(List.of(0, 1, 2, 3, 5), bars.list());
        assertEquals(List.of(5), bars.all(StepPart.PARAMETER_BARS));
        assertEquals(0, bars.named(numbers(5)).one(StepPart.TIME_BAR));
    }

    @Test
    void whatIsNotBoundIsNamed() {
        Parts<TensorType> inputs = Parts.of(StepPart.Y, STATE).with(StepPart.PARAMETERS, List.of(PARAMETER));
        CountedProgram program = CountedProgram.of(
                inputs,
                List.<Program>of(),
                in -> Parts.of(StepPart.Y, in.one(StepPart.Y).times(2)));
        Arena arena = new Arena("a test");
        StepBindings bindings = StepBindings.none().reading(StepPart.Y, Buffer.allocate(STATE));
        var refusal = assertThrows(IllegalStateException.class, () -> bindings.plan(program, arena));
        assertTrue(refusal.getMessage().contains("PARAMETERS"), refusal.getMessage());
        CountedPlan bound = bindings.reading(StepPart.PARAMETERS, Buffer.allocate(PARAMETER))
                .plan(program, arena);
        bound.plan().input(0).copyFrom(Tensor.of(1, 2, 3).buffer());
        bound.plan().run();
        assertEquals(6, bound.output(StepPart.Y, 0).get(2));
        arena.close();
    }
}
