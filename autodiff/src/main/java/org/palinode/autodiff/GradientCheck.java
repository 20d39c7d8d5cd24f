package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Settings of {@link Autodiff#checkGradients}. The value of a function is first made one number s, by random weights unless it is one
 * already. Order 1 compares ∇s·v, in both modes, with central differences of s along a random direction v. Order 2 does the same with ∇s·u
 * for a random u in place of s, so that the rules of the rules are checked too.
 *
 * @param seed of the weights and directions
 * @param directions number of directions for each order
 * @param order 1 or 2
 * @param forward whether forward mode is checked too
 * @param tolerance the relative error allowed between a derivative and central differences; 0 for 1e-6, or 1e-2 where a tensor of x is
 *     float32
 */
public record GradientCheck(long seed, int directions, int order, boolean forward, double tolerance) {
    /** Three directions, both modes, both orders. */
    public static final GradientCheck STANDARD = new GradientCheck(0, 3, 2, true, 0);

    /** @throws IllegalArgumentException if there are no directions, the order is neither 1 nor 2, or the tolerance is negative or NaN */
    public GradientCheck {
        if (directions < 1 || order < 1 || order > 2 || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "a gradient check needs directions >= 1, order 1 or 2, tolerance >= 0, got " + directions + ", "
                            + order + ", " + tolerance);
        }
    }

    /** The same check with other random weights and directions. */
    public GradientCheck withSeed(long seed) {
        return new GradientCheck(seed, directions, order, forward, tolerance);
    }

    /** The same check with another relative tolerance. */
    public GradientCheck withTolerance(double tolerance) {
        return new GradientCheck(seed, directions, order, forward, tolerance);
    }

    /**
     * The same check up to another order.
     *
     * @throws IllegalArgumentException if the order is neither 1 nor 2
     */
    public GradientCheck withOrder(int order) {
        return new GradientCheck(seed, directions, order, forward, tolerance);
    }

    /** The same check without forward mode, for functions that refuse it. */
    public GradientCheck reverseOnly() {
        return new GradientCheck(seed, directions, order, false, tolerance);
    }

    /**
     * Two numbers that should agree.
     *
     * @param what the order, the mode and the direction
     * @param analytic from the rules
     * @param numeric from central differences, or from the other mode
     * @param error |analytic − numeric| relative to the larger one
     */
    public record Comparison(String what, double analytic, double numeric, double error) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%-36s analytic %-22s numeric %-22s error %.1e", what, analytic, numeric, error);
        }
    }

    /** All that was compared, and agreed. */
    public record Report(long seed, List<Comparison> comparisons) {
        public Report {
            comparisons = List.copyOf(comparisons);
        }

        /** The comparison that agreed least. */
        public Comparison worst() {
            return comparisons.stream()
                    .max(Comparator.comparingDouble(Comparison::error))
                    .orElseThrow();
        }

        @Override
        public String toString() {
            return "gradients agree, seed " + seed + "\n"
                    + comparisons.stream().map(comparison -> "  " + comparison).collect(Collectors.joining("\n"));
        }
    }

    <P, R> Report run(Function<? super P, ? extends R> function, P x) {
        Tree.Flat<P> at = Leaves.differentiable(x);
        boolean single = at.leaves().stream().anyMatch(leaf -> leaf.dtype() == DType.FLOAT32);
        double allowed = tolerance > 0 ? tolerance : single ? 1e-2 : 1e-6;
        RandomKey key = RandomKey.of(seed);
        if (Tree.flatten(function.apply(x)).leaves().isEmpty()) {
            throw new IllegalArgumentException(
                    "a gradient check needs a function that returns tensors, got none from it");
        }
        Function<P, Tensor> first = p -> RandomDirections.weighted(function.apply(p), key.fold(0));
        List<Comparison> comparisons =
                new ArrayList<>(new DirectionalCheck<>(this, "order 1", first, at, key.fold(1), allowed).run());
        if (order == 2) {
            P along = RandomDirections.like(at, key.fold(2));
            Function<P, Tensor> second = p -> {
                Recording<P, Tensor> recording = Recording.of(first, p);
                return RandomDirections.inner(
                        recording.pullBack(recording.value().onesLike()), along);
            };
            comparisons.addAll(new DirectionalCheck<>(this, "order 2", second, at, key.fold(3), allowed).run());
        }
        return new Report(seed, comparisons);
    }
}
