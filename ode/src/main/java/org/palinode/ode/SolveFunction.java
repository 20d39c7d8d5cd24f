package org.palinode.ode;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.deferred.DeferredFunction;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.save.SaveAt;

/**
 * A solve as a function of its {@link SolveInputs}, with the saved rows [members, m, n] as its output: what runs where it stands in a program. Those of
 * a batch are one solve of a stacked state.
 *
 * @param options whose given times are replaced by those among the inputs
 * @param rows their number m
 * @param members the axes of batches, which come first in y0; none for a single solve
 */
record SolveFunction(WrittenProblem<?> problem, SolveOptions options, int rows, Shape members) implements SolveRows {
    /** The solve with options that hold no tensors of the program in which it stands. */
    static SolveFunction of(WrittenProblem<?> problem, SolveOptions options, int rows) {
        return new SolveFunction(problem, at(options, zeros(options.saveAt().givenTimes())), rows, Shape.scalar());
    }

    private static Tensor zeros(Tensor times) {
        return Tensor.full(times.type(), 0);
    }

    /** The options with other given times; those of several outputs are fixed. */
    private static SolveOptions at(SolveOptions options, Tensor times) {
        SaveAt saveAt = options.saveAt();
        return times.size() == 0 || !saveAt.outputs().isEmpty() ? options : options.saveAt(saveAt.andTs(times));
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        TensorType y0 = inputs.get(0);
        return List.of(y0.with(y0.shape().insert(members.rank(), rows)));
    }

    @Override
    public List<PreparedSolve<?>> prepared(List<Tensor> in) {
        SolveInputs inputs = SolveInputs.of(in);
        Tensor t0 = inputs.times().get(0);
        Tensor t1 = inputs.times().get(1);
        SolveOptions timed = at(options, inputs.times().get(2));
        SolveChecks.check(problem.term(), problem.given(), t0, t1, timed);
        WrittenProblem.Numbers numbers =
                problem.numbers(inputs.withStart(inputs.start().flatten()));
        return List.of(PreparedSolve.of(problem, numbers, t0, t1, timed));
    }

    @Override
    public Tensor output(List<Tensor> each) {
        Tensor all = each.get(0);
        int axes = members.rank();
        if (axes == 0) {
            return all;
        }
        Shape shape = members.insert(0, rows).insert(axes + 1, all.shape().dim(1) / members.size());
        int[] order = IntStream.rangeClosed(0, axes + 1)
                .map(axis -> axis < axes ? axis + 1 : axis == axes ? 0 : axis)
                .toArray();
        return all.reshape(shape).transpose(order);
    }

    @Override
    public DeferredFunction batched(IntPredicate isBatched, int size) {
        int inputs = problem.inputs();
        if (isEach()) {
            return SolveOfEach.of(this, inputs, isBatched, size);
        }
        if (!options.events().isEmpty()) {
            throw oneStepSize("an event ends each member of a batch at a time of its own");
        }
        int times = SolveInputs.noTimes().size();
        if (IntStream.range(inputs - times, inputs).anyMatch(isBatched)) {
            throw oneStepSize("members of a batch have times of their own");
        }
        return new SolveFunction(
                problem.stacked(parameter -> isBatched.test(1 + parameter), size),
                options,
                rows,
                members.insert(0, size));
    }

    /** True if members of a batch are solved by themselves: noise of their own drives one step each. */
    private boolean isEach() {
        return options.isEach() || problem.noise().hasNoise();
    }

    private static UnsupportedOperationException oneStepSize(String what) {
        return new UnsupportedOperationException(
                what
                        + ", but they are one solve with one step size; add solveEach() to the options, to solve each by itself");
    }

    @Override
    public boolean needsBatch(int input) {
        return input == 0 && !isEach();
    }
}
