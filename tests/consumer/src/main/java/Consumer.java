import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** What a user's first programs do, in a JVM without flags and variables. Ends with 1 where a number is wrong. */
public final class Consumer {
    private static boolean right = true;

    private Consumer() {}

    public static void main(String[] args) {
        linearSystem();
        gradient("gradient", new Tsit5(), SolveOptions.standard().adjoint(new ReversibleAdjoint()));
        gradient("stiff gradient", new Rodas5P(), SolveOptions.standard());
        check("ND4J's numbers", Math.abs(Tensor.of(Nd4j.ones(3, 4)).sum().item() - 12), 0);
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

    private static void check(String what, double error, double limit) {
        boolean fine = error <= limit; // also false for NaN
        System.out.println(what + ": off by " + error + (fine ? "" : ", which is wrong"));
        right &= fine;
    }
}
