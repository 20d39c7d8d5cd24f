package org.palinode.tests.ode.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.ImplicitTableau;

/**
 * A rooted tree: each stands for one condition Σ bᵢΦᵢ(tree) = 1/γ(tree) that a Runge–Kutta method of its order meets. There are 200 up
 * to order 8.
 *
 * <p>Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.2.
 */
record RootedTree(List<RootedTree> children) {
    /** All trees with at most {@code order} nodes. */
    static List<RootedTree> upTo(int order) {
        List<RootedTree> all = new ArrayList<>();
        for (int size = 1; size <= order; size++) {
            all.addAll(of(size));
        }
        return all;
    }

    /** All trees with {@code order} nodes. */
    static List<RootedTree> of(int order) {
        return forests(order - 1, order - 1).stream().map(RootedTree::new).toList();
    }

    /** All multisets of trees with {@code nodes} nodes together, none larger than {@code largest}; each in one fixed order. */
    private static List<List<RootedTree>> forests(int nodes, int largest) {
        List<List<RootedTree>> forests = new ArrayList<>();
        if (nodes == 0) {
            forests.add(List.of());
        }
        for (int size = Math.min(nodes, largest); size >= 1; size--) {
            List<RootedTree> trees = of(size);
            for (int first = 0; first < trees.size(); first++) {
                for (List<RootedTree> rest : forests(nodes - size, size)) {
                    boolean sorted =
                            rest.isEmpty() || rest.get(0).order() < size || trees.indexOf(rest.get(0)) >= first;
                    if (sorted) {
                        List<RootedTree> forest = new ArrayList<>(List.of(trees.get(first)));
                        forest.addAll(rest);
                        forests.add(forest);
                    }
                }
            }
        }
        return forests;
    }

    /** The number of nodes. */
    int order() {
        return 1 + children.stream().mapToInt(RootedTree::order).sum();
    }

    /** γ: the product of the orders of all subtrees. */
    double density() {
        return order() * children.stream().mapToDouble(RootedTree::density).reduce(1, (a, b) -> a * b);
    }

    /** Φᵢ for each stage i: the product over the children of Σⱼ aᵢⱼΦⱼ(child). */
    double[] weights(ButcherTableau tableau) {
        return weights(IntStream.range(0, tableau.stages()).mapToObj(tableau::a).toArray(double[][]::new));
    }

    /** Likewise, with the diagonal. */
    double[] weights(ImplicitTableau tableau) {
        return weights(IntStream.range(0, tableau.stages())
                .mapToObj(i -> {
                    double[] row = Arrays.copyOf(tableau.a(i), i + 1);
                    row[i] = tableau.diagonal(i);
                    return row;
                })
                .toArray(double[][]::new));
    }

    private double[] weights(double[][] a) {
        double[] weights = new double[a.length];
        Arrays.fill(weights, 1);
        for (RootedTree child : children) {
            double[] inner = child.weights(a);
            for (int i = 0; i < weights.length; i++) {
                double sum = 0;
                for (int j = 0; j < a[i].length; j++) {
                    sum += a[i][j] * inner[j];
                }
                weights[i] *= sum;
            }
        }
        return weights;
    }

    /** Nested brackets. */
    @Override
    public String toString() {
        return children.stream().map(RootedTree::toString).collect(Collectors.joining("", "[", "]"));
    }
}
