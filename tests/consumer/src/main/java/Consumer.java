import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.stream.Stream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.NativeLibraryException;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * Things that a user's first programs do, at sizes that reach BLAS and LAPACK, in a JVM without flags and variables. Ends with 1 where a number is
 * wrong. The argument {@code nd4j} says that palinode-nd4j is there; else arrays of ND4J must be refused.
 */
public final class Consumer {
    private static boolean right = true;

    private Consumer() {}

    public static void main(String[] args) {
        linearSystem();
        gradient("gradient", new Tsit5(), SolveOptions.standard().adjoint(new ReversibleAdjoint()));
        gradient("stiff gradient", new Rodas5P(), SolveOptions.standard());
        network(DType.FLOAT64, 1e-6); // central differences: (1e-5)² of curvature, and rounding over 1e-5
        network(DType.FLOAT32, 1e-4); // roundings of 6e-8 in sums of thousands of terms
        if (args.length == 1 && args[0].equals("nd4j")) {
            Tensor numbers = RandomKey.of(3).normal(3, 4);
            check("numbers by way of ND4J", Tensor.of(numbers.toINDArray()).minus(numbers).abs().max().item(), 0);
        } else {
            arraysAreRefused();
        }
        List<String> blas = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(jar -> jar.contains("openblas"))
                .toList();
        System.out.println("BLAS of " + blas);
        System.exit(right ? 0 : 1);
    }

    /** LAPACK first of all: this ended the JVM. */
    private static void linearSystem() {
        Tensor a = RandomKey.of(0).normal(200, 200).plus(Tensor.eye(200).times(200));
        Tensor x = a.solve(Tensor.ones(200));
        check("linear system", a.times(x).sum(1).minus(1).abs().max().item(), 1e-12); // 200 roundings of sums of size 1
    }

    /** y' = −k y in 40 places: the derivative of y(1) for k is −exp(−k) in each. */
    private static void gradient(String what, Solver solver, SolveOptions options) {
        var fade = new ODETerm<Tensor, Tensor>((t, y, k) -> y.times(k).negate());
        SolveOptions adaptive = options.controller(new PIDController(1e-8, 1e-8));
        Tensor slope = grad((Tensor k) -> diffeqsolve(fade, solver, 0, 1, Tensor.ones(40), k, adaptive)
                        .y1()
                        .sum())
                .apply(Tensor.scalar(2));
        check(what, Math.abs(slope.item() / 40 + Math.exp(-2)), 1e-6); // a hundred times the tolerance
    }

    /** The derivative of a loss over a network 2-100-100-2 of 300 rows, along one direction, against a central difference in float64. */
    private static void network(DType dtype, double limit) {
        Mlp parameters = Mlp.random(RandomKey.of(0), Activation.TANH, 2, 100, 100, 2);
        Mlp gradient = grad((Mlp p) -> loss(p, dtype)).apply(Tree.map(each -> each.cast(dtype), parameters));
        Mlp ahead = Tree.map(each -> each.plus(each.times(1e-5)), parameters);
        Mlp behind = Tree.map(each -> each.minus(each.times(1e-5)), parameters);
        double difference = loss(ahead, DType.FLOAT64).minus(loss(behind, DType.FLOAT64)).item() / 2e-5;
        double slope = 0;
        List<Tensor> along = Tree.flatten(parameters).leaves();
        List<Tensor> slopes = Tree.flatten(gradient).leaves();
        for (int i = 0; i < along.size(); i++) {
            slope += slopes.get(i).cast(DType.FLOAT64).times(along.get(i)).sum().item();
        }
        check("gradient of a network in " + dtype, Math.abs(slope - difference) / Math.abs(difference), limit);
    }

    private static Tensor loss(Mlp network, DType dtype) {
        Tensor y0 = RandomKey.of(1).normal(300, 2).cast(dtype);
        var field = new ODETerm<Tensor, Void>((t, y, none) -> network.apply(y));
        return diffeqsolve(field, new Tsit5(), 0, 1, y0, null, SolveOptions.standard().dt0(0.1)).y1().square().mean();
    }

    private static void arraysAreRefused() {
        try {
            System.out.println("an array of ND4J where there should be none: " + Tensor.of(1, 2).toINDArray());
            right = false;
        } catch (NativeLibraryException refusal) {
            System.out.println("refused as it should be: " + refusal.getMessage());
            right &= refusal.getMessage().contains("<artifactId>palinode-nd4j</artifactId>");
        }
    }

    private static void check(String what, double error, double limit) {
        boolean fine = error <= limit; // also false for NaN
        System.out.println(what + ": off by " + error + (fine ? "" : ", which is wrong"));
        right &= fine;
    }
}
