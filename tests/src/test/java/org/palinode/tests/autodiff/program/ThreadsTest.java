package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hvp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

class ThreadsTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20;

    private final Tensor x = RandomKey.of(1).normal(6, 3);
    private final Function<Mlp, Tensor> loss = mlp -> mlp.apply(x).square().mean();
    private final UnaryOperator<Mlp> eager = grad(loss);
    private final Function<Mlp, Mlp> compiled = compile(grad(loss));
    private final Function<Mlp, Mlp> second = compile(mlp -> hvp(loss, mlp, mlp));

    private List<double[]> numbers(int seed) {
        Mlp mlp = Mlp.random(RandomKey.of(seed), Activation.TANH, 3, 5, 2);
        List<double[]> all = new ArrayList<>();
        for (Mlp result : List.of(eager.apply(mlp), compiled.apply(mlp), second.apply(mlp))) {
            Tree.flatten(result).leaves().forEach(leaf -> all.add(leaf.toArray()));
        }
        return all;
    }

    @Test
    void gradientsInEightThreadsAreTheSerialNumbers() throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<double[]>>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS * ROUNDS; i++) {
                int seed = i % 5;
                tasks.add(() -> numbers(seed));
            }
            List<Future<List<double[]>>> results = pool.invokeAll(tasks);
            for (int i = 0; i < results.size(); i++) {
                assertArrayEquals(numbers(i % 5).toArray(), results.get(i).get().toArray());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Slots and entries of a tape must not mix: without its lock one of some dozens of such gradients was wrong, and nothing said so. */
    @Test
    void operationsOfOneLossMaySpreadOverThreads() {
        int count = 400;
        double right = IntStream.range(0, count).mapToDouble(i -> 6.0 * i * i).sum();
        UnaryOperator<Tensor> gradient = grad(value -> {
            List<Tensor> terms = IntStream.range(0, count)
                    .parallel()
                    .mapToObj(i -> value.times(i).square())
                    .toList();
            return terms.stream().reduce(Tensor::plus).orElseThrow();
        });
        for (int round = 0; round < 200; round++) {
            assertEquals(right, gradient.apply(Tensor.scalar(3)).item(), 1e-12 * right); // order of sums
        }
    }
}
