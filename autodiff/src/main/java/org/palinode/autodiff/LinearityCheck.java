package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Search for tangents at which the rule of a user is not linear: by numbers, once for each trace. The argument is the one at hand where it
 * has numbers, else a random one. Where the rule has no finite value there, nothing is said.
 */
record LinearityCheck<P, R>(String name, JvpRule<P, R> rule) {
    /** Share of the largest number: far above the rounding of a rule, far below what is not linear. */
    private static final double DOUBLE = 1e-8;

    private static final double SINGLE = 1e-3;

    /** Refuses a rule that gives other tangents for −ẋ than −ẏ, or for 2 ẋ − 3 u̇ than 2 ẏ − 3 v̇. */
    void run(Tree.Flat<P> input, TracedFunction<R> traced) {
        if (traced.follower() != null) {
            return; // it will be refused for that
        }
        String fault;
        try {
            fault = fault(input, traced);
        } catch (RuntimeException refused) {
            if (input.leaves().stream().noneMatch(Tensor::isSymbolic)) {
                throw refused;
            }
            return; // random numbers need not be an argument of the function
        }
        if (fault != null) {
            throw new IllegalArgumentException("the rule of " + name + " is not linear in the tangent: " + fault
                    + "; leave out what does not go with the tangent, and choices by its numbers");
        }
    }

    /** A text on the first difference; null if there is none. */
    private String fault(Tree.Flat<P> input, TracedFunction<R> traced) {
        List<Tensor> in = IntStream.range(0, input.leaves().size())
                .mapToObj(i -> point(input.leaves().get(i), RandomKey.of(i)))
                .toList();
        List<Tensor> out = traced.program().withoutEffects().apply(traced.inputs(in));
        DirectionRule forward = DirectionRule.of(name, rule, input.structure(), traced.result());
        List<Tensor> first = directions(in, RandomKey.of(-1));
        List<Tensor> second = directions(in, RandomKey.of(-2));
        List<Tensor> firstDot = forward.apply(in, out, first);
        List<Tensor> secondDot = forward.apply(in, out, second);
        List<Tensor> combined = new ArrayList<>(forward.apply(in, out, sum(-1, first, 0, second)));
        combined.addAll(forward.apply(in, out, sum(2, first, -3, second)));
        List<Tensor> linear = new ArrayList<>(sum(-1, firstDot, 0, secondDot));
        linear.addAll(sum(2, firstDot, -3, secondDot));
        return IntStream.range(0, linear.size())
                .filter(i -> linear.get(i).size() > 0)
                .mapToObj(i -> fault(
                        combined.get(i), linear.get(i), traced.result().paths().get(i % out.size())))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Tensor point(Tensor leaf, RandomKey key) {
        return leaf.isSymbolic() ? key.uniform(leaf.type(), 0.3, 0.7) : leaf.concrete();
    }

    private static List<Tensor> directions(List<Tensor> like, RandomKey key) {
        return IntStream.range(0, like.size())
                .mapToObj(i -> key.fold(i).normal(like.get(i).type()))
                .toList();
    }

    private static List<Tensor> sum(double a, List<Tensor> first, double b, List<Tensor> second) {
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            sums.add(first.get(i).times(a).plus(second.get(i).times(b)));
        }
        return sums;
    }

    private static String fault(Tensor actual, Tensor linear, String path) {
        double tolerance = actual.dtype() == DType.FLOAT32 ? SINGLE : DOUBLE;
        double difference = actual.minus(linear).abs().max().item();
        double largest = Math.max(actual.abs().max().item(), linear.abs().max().item());
        boolean isOff = difference > tolerance * largest; // false for NaN
        return isOff
                ? "that of the value at " + path + " is off by " + difference + " where its largest number is "
                        + largest
                : null;
    }
}
