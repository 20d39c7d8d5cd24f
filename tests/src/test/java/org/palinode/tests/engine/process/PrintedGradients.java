package org.palinode.tests.engine.process;

import java.nio.DoubleBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.term.ODETerm;

/**
 * Prints gradients of two solves: one with products and loops large enough for several threads, one with loops that change over from scalar to
 * vector code while it is repeated. A line for each set of numbers that the calls give: two if calls repeat to the bit.
 */
public final class PrintedGradients {
    private PrintedGradients() {}

    public static void main(String[] args) {
        print(400, 20);
        print(32, 250);
    }

    private static void print(int batch, int calls) {
        Mlp mlp = Mlp.random(RandomKey.of(0), Activation.TANH, 2, 100, 100, 2);
        Tensor y0 = RandomKey.of(1).normal(batch, 2);
        SolveOptions options = SolveOptions.standard().dt0(0.1).adjoint(new DirectAdjoint());
        UnaryOperator<Mlp> gradient =
                Autodiff.grad(p -> DiffEqSolve.diffeqsolve(field(p), new Midpoint(), 0, 0.5, y0, null, options)
                        .y1()
                        .square()
                        .sum());
        Set<DoubleBuffer> seen = new LinkedHashSet<>();
        for (int i = 0; i < calls; i++) {
            seen.add(DoubleBuffer.wrap(numbers(gradient.apply(mlp))));
        }
        seen.forEach(each -> System.out.println(text(each.array())));
    }

    private static ODETerm<Tensor, Void> field(Mlp mlp) {
        return new ODETerm<>((t, y, args) -> mlp.apply(y));
    }

    private static double[] numbers(Mlp gradient) {
        return Tree.flatten(gradient).leaves().stream()
                .flatMapToDouble(leaf -> DoubleStream.of(leaf.toArray()))
                .toArray();
    }

    private static String text(double[] numbers) {
        return DoubleStream.of(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
}
