package org.palinode.ode.internal.step;

import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A program of a step, whose inputs and outputs have names.
 *
 * @param inputs their types
 * @param outputs their types
 */
public record StepProgram(Program program, Parts<TensorType> inputs, Parts<TensorType> outputs) {
    /** Writes a formula down. */
    static StepProgram trace(Parts<TensorType> inputs, UnaryOperator<Parts<Tensor>> formula) {
        Parts<?>[] names = new Parts<?>[1];
        Program program = Program.traceClosed(inputs.list(), in -> {
            Parts<Tensor> out = formula.apply(inputs.named(in));
            names[0] = out;
            return out.list();
        });
        return new StepProgram(program, inputs, names[0].named(program.outputTypes()));
    }

    /** The same with fewer outputs. */
    StepProgram keeping(Predicate<StepPart> kept) {
        boolean[] flags = outputs.flags((part, index) -> kept.test(part));
        return new StepProgram(program.keeping(i -> flags[i]), inputs, outputs.keeping(kept));
    }

    /** (inputs, cotangents of the outputs) → cotangents of those inputs that are {@code wanted}. */
    StepProgram vjp(BiPredicate<StepPart, Integer> wanted) {
        boolean[] flags = inputs.flags(wanted);
        return new StepProgram(
                program.vjp(i -> flags[i]),
                inputs.with(outputs.bars()),
                inputs.keeping(wanted).bars());
    }
}
