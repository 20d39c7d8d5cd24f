package org.palinode.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.field.UserFunction;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;

/** Picks the rows of one output of a solve and maps them by its function, in traced operations. */
final class SavedReader<Y> {
    private final RowTimes times;
    private final StateLayout<Y> layout;
    private final SaveAt saveAt;
    private final Tree.Flat<?> arguments;

    /** @param times of all rows */
    SavedReader(RowTimes times, StateLayout<Y> layout, SaveAt saveAt, Tree.Flat<?> arguments) {
        this.times = times;
        this.layout = layout;
        this.saveAt = saveAt;
        this.arguments = arguments;
    }

    /** The layout of the state. */
    StateLayout<Y> layout() {
        return layout;
    }

    /** The times of all rows. */
    double[] times() {
        return times.numbers();
    }

    boolean hasSubs() {
        return !saveAt.outputs().isEmpty();
    }

    /** @param rows all that were saved [m, n] */
    <R> Saved<R> read(SubSaveAt<Y, ?, R> sub, Tensor rows) {
        int[] chosen = times.of(sub.at(), firstGiven(sub));
        double[] all = times.numbers();
        double[] ts = Arrays.stream(chosen).mapToDouble(row -> all[row]).toArray();
        return new Saved<>(ts, values(sub, rows, chosen));
    }

    private int firstGiven(SubSaveAt<Y, ?, ?> sub) {
        int first = 0;
        for (SubSaveAt<?, ?, ?> other : saveAt.outputs()) {
            if (other.equals(sub)) {
                return first;
            }
            first += other.at().givenTimes().size();
        }
        throw new IllegalArgumentException("this solution did not save for " + sub + ", but for " + saveAt.outputs()
                + "; pass one of the SubSaveAt that were given to SaveAt.subs");
    }

    private <A, R> R values(SubSaveAt<Y, A, R> sub, Tensor rows, int[] chosen) {
        List<TensorType> types =
                FieldInputs.of(TensorType.float64(), layout.flatType(), Tensor.types(arguments.leaves()));
        List<Tree.Flat<R>> result = new ArrayList<>();
        Program.Traced traced = Program.trace(types, in -> {
            @SuppressWarnings("unchecked") // the arguments of the term that was solved
            A args = (A) arguments.structure().unflatten(FieldInputs.parameters(in));
            Y y = layout.unflatten(FieldInputs.state(in));
            result.add(Tree.flatten(UserFunction.result(
                    "the function of " + sub, y, args, () -> sub.fn().apply(FieldInputs.time(in), y, args))));
            return result.get(0).leaves();
        });
        List<List<Tensor>> values = Arrays.stream(chosen)
                .mapToObj(row -> new Call(traced.program())
                        .apply(inputs(times.time(row), rows.index(0, row), traced.captured())))
                .toList();
        List<Tensor> leaves = IntStream.range(0, traced.program().arity())
                .mapToObj(leaf -> stacked(traced.program().outputTypes().get(leaf), values, leaf))
                .toList();
        return result.get(0).structure().unflatten(leaves);
    }

    private List<Tensor> inputs(Tensor t, Tensor y, List<Tensor> captured) {
        List<Tensor> inputs = FieldInputs.of(t, y, arguments.leaves());
        inputs.addAll(captured);
        return inputs;
    }

    private static Tensor stacked(TensorType type, List<List<Tensor>> values, int leaf) {
        return values.isEmpty()
                ? Tensor.full(type.with(type.shape().insert(0, 0)), 0)
                : Tensor.stack(0, values.stream().map(value -> value.get(leaf)).toList());
    }
}
