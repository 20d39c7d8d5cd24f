package org.palinode.tests.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Partition;
import org.palinode.autodiff.tree.Summary;
import org.palinode.autodiff.tree.Tree;

/** Parameters split by their paths, and tables of them. */
class PartitionTest {
    private static final Mlp NET = Mlp.random(RandomKey.of(1), Activation.TANH, 2, 7, 3);
    private static final Tensor X = RandomKey.of(2).normal(33, 2);
    private static final Function<Mlp, Tensor> LOSS =
            net -> net.apply(X).square().mean();

    @Test
    void aTreeIsItsTwoParts() {
        Partition<Mlp> split = Partition.of(NET, path -> path.endsWith("bias"));
        assertEquals(
                List.of("layers[0].bias", "layers[1].bias"),
                List.copyOf(split.chosen().keySet()));
        assertEquals(
                List.of("layers[0].weight", "layers[1].weight"),
                List.copyOf(split.rest().keySet()));
        assertTreesClose(NET, split.combine(split.chosen()), 0);
        assertSame(
                NET.layers().get(0).weight(),
                split.combine(split.chosen()).layers().get(0).weight());
    }

    @Test
    void gradientsAreForTheChosenAloneAndTheRestStays() {
        Partition<Mlp> split = Partition.of(NET, path -> path.startsWith("layers[1]"));
        Mlp whole = grad(LOSS).apply(NET);
        Function<Map<String, Tensor>, Tensor> loss = some -> LOSS.apply(split.combine(some));
        Map<String, Tensor> gradient = grad(loss).apply(split.chosen());
        assertEquals(split.chosen().keySet(), gradient.keySet());
        assertClose(whole.layers().get(1).weight(), gradient.get("layers[1].weight"), 1e-16);
        assertTreesClose(
                gradient, compile(valueAndGrad(loss)).apply(split.chosen()).gradient(), 1e-15);

        Map<String, Tensor> next = Tree.map((p, g) -> p.minus(g.times(0.1)), split.chosen(), gradient);
        Mlp trained = split.combine(next);
        assertSame(NET.layers().get(0).weight(), trained.layers().get(0).weight());
        assertClose(
                NET.layers().get(1).bias().minus(whole.layers().get(1).bias().times(0.1)),
                trained.layers().get(1).bias(),
                1e-16);
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        assertEquals(
                "a partition chooses no tensor; the paths are [weight, bias]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Partition.of(NET.layers().get(0), path -> path.equals("wieght")))
                        .getMessage());
        Partition<Linear> split = Partition.of(NET.layers().get(0), path -> path.equals("bias"));
        assertEquals(
                "a partition chose [bias], and got tensors for []",
                assertThrows(IllegalArgumentException.class, () -> split.combine(Map.of()))
                        .getMessage());
        assertEquals(
                "two tensors of a tree have the path [1]",
                assertThrows(IllegalArgumentException.class, () -> Partition.of(Map.of(1, X, "1", X), path -> true))
                        .getMessage());
    }

    @Test
    void aTableTellsNumbersAndBytes() {
        Object tree = List.of(
                Linear.random(RandomKey.of(1), DType.FLOAT64, 100, 30),
                Linear.random(RandomKey.of(1), DType.FLOAT32, 30, 2));
        Summary summary = Summary.of(tree);
        assertEquals(100 * 30 + 30 + 60 + 2, summary.numbers());
        assertEquals(8 * 3030 + 4 * 62, summary.bytes());
        assertEquals("""
                tensor      type          numbers   bytes
                [0].weight  f64[100, 30]    3,000  24,000
                [0].bias    f64[30]            30     240
                [1].weight  f32[30, 2]         60     240
                [1].bias    f32[2]              2       8
                all                         3,092  24,488
                """, summary.toString());
    }
}
