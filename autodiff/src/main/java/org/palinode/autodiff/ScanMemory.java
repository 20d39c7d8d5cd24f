package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Choice of what the gradient of an {@link Autodiff#scan} keeps of its steps. It matters in reverse mode only, and changes no number beyond
 * rounding.
 *
 * <table>
 * <caption>Of n steps</caption>
 * <tr><td></td><td>memory</td><td>steps are computed</td></tr>
 * <tr><td>{@link #all}</td><td>all values of n steps that the pull-back needs</td><td>once</td></tr>
 * <tr><td>{@link #checkpoints}</td><td>about √n carries, and all values of √n steps</td><td>twice</td></tr>
 * <tr><td>{@link #inverse}</td><td>the last carry</td><td>twice, and once taken back</td></tr>
 * </table>
 *
 * What goes in and comes out (xs, outputs and their cotangents) is n times as large as that of a step in any case.
 *
 * @param <C> the carry
 * @param <X> what a step takes of xs
 */
public final class ScanMemory<C, X> {
    private final ScanStrategy<C, X> strategy;

    private ScanMemory(ScanStrategy<C, X> strategy) {
        this.strategy = strategy;
    }

    <Y> Scanned<C, Y> scan(BiFunction<? super C, ? super X, Scanned<C, Y>> step, ScanInputs<C, X> inputs) {
        List<Tree.Structure<Y>> output = new ArrayList<>();
        List<Tensor> results = strategy.run(inputs, inputs.step(step, output));
        int carried = inputs.carry().leaves().size();
        return new Scanned<>(
                inputs.carry().structure().unflatten(results.subList(0, carried)),
                output.get(0).unflatten(results.subList(carried, results.size())));
    }

    /** Everything: the fastest, and the choice of a scan that is told nothing. */
    public static <C, X> ScanMemory<C, X> all() {
        return new ScanMemory<>(new ScanStrategy.All<>());
    }

    /** About √n carries. */
    public static <C, X> ScanMemory<C, X> checkpoints() {
        return new ScanMemory<>(new ScanStrategy.Checkpoints<>(OptionalInt.empty()));
    }

    /**
     * At most {@code count} carries. The pull-back computes the steps from one to the next again, and keeps all of these meanwhile.
     *
     * @throws IllegalArgumentException unless the count is positive
     */
    public static <C, X> ScanMemory<C, X> checkpoints(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a scan needs at least one checkpoint, got " + count
                    + "; checkpoints() takes about the root of the number of steps");
        }
        return new ScanMemory<>(new ScanStrategy.Checkpoints<>(OptionalInt.of(count)));
    }

    /**
     * Nothing but the last carry, by an inverse within √ε of the type: 1.5e-8 of the carry in float64, 3.5e-4 in float32. See {@link
     * #inverse(BiFunction, double)}.
     */
    public static <C, X> ScanMemory<C, X> inverse(BiFunction<? super C, ? super X, ? extends C> inverse) {
        Objects.requireNonNull(
                inverse, "ScanMemory.inverse needs a function (carry, x) -> carry before the step, got null");
        return new ScanMemory<>(new ScanStrategy.Inverted<>(inverse, OptionalDouble.empty()));
    }

    /** Nothing but the last carry, for a scan without xs; see {@link #inverse(BiFunction)}. */
    public static <C> ScanMemory<C, Void> inverse(UnaryOperator<C> inverse) {
        Objects.requireNonNull(inverse, "ScanMemory.inverse needs a function carry -> carry before the step, got null");
        return inverse((carry, none) -> inverse.apply(carry));
    }

    /**
     * Nothing but the last carry. The pull-back takes steps back by {@code inverse}: (carry after the step, x) → carry before it. It then
     * compares the first carry with the one that it reached. They may differ by {@code tolerance} times the largest number in the first and
     * last carry, for each tensor. The pull-back throws an {@link ArithmeticException} if they differ by more. What happens in between is
     * not seen: an inverse that errs there and finds back is not noticed.
     *
     * <p>Derivatives of the gradient keep all values of the loop that takes steps back.
     *
     * @throws IllegalArgumentException unless the tolerance is positive
     */
    public static <C, X> ScanMemory<C, X> inverse(
            BiFunction<? super C, ? super X, ? extends C> inverse, double tolerance) {
        Objects.requireNonNull(
                inverse, "ScanMemory.inverse needs a function (carry, x) -> carry before the step, got null");
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("the inverse of a scan needs a positive tolerance, got " + tolerance
                    + ": a part of the size of the carry, such as 1e-8");
        }
        return new ScanMemory<>(new ScanStrategy.Inverted<>(inverse, OptionalDouble.of(tolerance)));
    }

    @Override
    public String toString() {
        return "ScanMemory." + strategy;
    }
}
