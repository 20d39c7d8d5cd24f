package org.palinode.ode.internal.step;

import java.util.Collections;
import java.util.List;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Signature of a step: what goes into it, by name and type.
 *
 * @param state the type of y [n]
 * @param carry how many vectors [n] the solver hands from step to step beside y
 * @param parameters the types of the field's arguments, of the noise of a step, and of the tensors that the field closes over
 */
public record StepSignature(TensorType state, int carry, List<TensorType> parameters) {
    private static final TensorType TIME = TensorType.float64();

    public StepSignature {
        parameters = List.copyOf(parameters);
    }

    /** The point at which a solver begins: time, y and parameters. */
    static Parts<TensorType> point(TensorType state, List<TensorType> parameters) {
        return Parts.of(StepPart.TIME, TIME).with(StepPart.Y, state).with(StepPart.PARAMETERS, parameters);
    }

    /** All that goes into a step. */
    public Parts<TensorType> step() {
        return Parts.of(StepPart.TIME, TIME)
                .with(StepPart.SIZE, TIME)
                .with(ends())
                .with(StepPart.PARAMETERS, parameters);
    }

    /**
     * The inputs of a step.
     *
     * @param ends y and the carry at its start; other parts may stay among them
     */
    public static Parts<Tensor> inputs(Parts<Tensor> ends, Tensor t, Tensor h, List<Tensor> parameters) {
        return ends.with(StepPart.TIME, t).with(StepPart.SIZE, h).with(StepPart.PARAMETERS, parameters);
    }

    /** The parts that one step leaves to the next: y and the carry. */
    Parts<TensorType> ends() {
        return Parts.of(StepPart.Y, state).with(StepPart.CARRY, vectors(carry));
    }

    /** The types of {@code count} vectors like y. */
    List<TensorType> vectors(int count) {
        return Collections.nCopies(count, state);
    }

    /** A vector [n] like y for each of {@code count} values, in one piece of memory. */
    public TensorType block(int count) {
        return state.with(Shape.of(count * state.size()));
    }

    /** y and the carry, in one piece of memory. */
    public TensorType block() {
        return block(1 + carry);
    }
}
