package org.palinode.autodiff.internal.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Watches operations on its variables, and finds the first that makes a value which is not finite out of finite ones and is used: what a
 * choice leaves out is no anomaly. Memory: every intermediate tensor, as long as this object lives.
 */
public final class FiniteCheck extends PrimalTrace {
    private final IntSupplier place;
    private final List<Applied> applied = new ArrayList<>();

    /**
     * An operation that makes a value which is not finite out of finite ones.
     *
     * @param operation its name
     * @param text the operation, its inputs and its outputs
     * @param place what the check's counter stood at
     */
    public record Anomaly(String operation, String text, int place) {}

    /** @param place is asked at each operation: a counter of whoever wants to know where an anomaly was */
    public FiniteCheck(IntSupplier place) {
        this.place = place;
    }

    /** A concrete tensor whose operations are watched. */
    public Tensor variable(Tensor value) {
        return new Followed(value.concrete());
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> inputs) {
        List<Tensor> in = primals(inputs);
        List<Tensor> out = Tensor.apply(primitive, in);
        applied.add(new Applied(primitive, in, out, place.getAsInt()));
        List<Tensor> results = new ArrayList<>();
        out.forEach(value -> results.add(new Followed(value)));
        return results;
    }

    /** The first operation to blame for numbers of {@code results} that are not finite; empty if there are none, or they were given. */
    public Optional<Anomaly> first(List<Tensor> results) {
        Blame blame = new Blame(primals(results));
        Applied first = null;
        for (int i = applied.size() - 1; i >= 0; i--) {
            first = blame.passesOn(applied.get(i)) ? first : applied.get(i);
        }
        return Optional.ofNullable(first)
                .map(each -> new Anomaly(
                        each.primitive().name(),
                        each.primitive().name() + " of " + each.in() + " is "
                                + (each.out().size() == 1 ? each.out().get(0) : each.out()),
                        each.place()));
    }
}
