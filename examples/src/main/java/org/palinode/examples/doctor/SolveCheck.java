package org.palinode.examples.doctor;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Palinode as a whole, on two problems whose solutions and gradients are known in closed form. */
final class SolveCheck implements Check {
    private static final SolveOptions OPTIONS = SolveOptions.standard().controller(new PIDController(1e-9, 1e-9));

    /** The errors of some hundred steps at a tolerance of 1e-9 add up to 1e-8. */
    private static final double LIMIT = 1e-6;

    @Override
    public List<Finding> findings() {
        return List.of(
                finding("Solve", "rotation, Tsit5, reversible adjoint", SolveCheck::rotation),
                finding("Stiff solve", "heat, 40 unknowns, Kvaerno5", SolveCheck::heat));
    }

    /** A difference from a closed form and its derivative: both as far off as they are from zero. */
    private static Finding finding(String subject, String problem, Supplier<ValueAndGradient<Tensor>> difference) {
        try {
            ValueAndGradient<Tensor> error = difference.get();
            double value = Math.abs(error.value().item());
            double gradient = Math.abs(error.gradient().item());
            String text =
                    String.format(Locale.ROOT, "off by %.1e, its gradient by %.1e (%s)", value, gradient, problem);
            return value <= LIMIT && gradient <= LIMIT
                    ? Finding.of(subject, text)
                    : Finding.fatal(
                            subject, text, "right is 1e-8: do not trust a solve on this machine, and report this");
        } catch (RuntimeException | LinkageError e) {
            return Finding.fatal(subject, "fails (" + problem + "): " + e.getMessage(), "see BLAS above");
        }
    }

    /** y' = w (−y₂, y₁) from (1, 0): y₁(1) = cos w. */
    private static ValueAndGradient<Tensor> rotation() {
        var term = ODETerm.of(
                (t, y, w) -> Tensor.stack(y.get(1).negate(), y.get(0)).times(w));
        SolveOptions options = OPTIONS.adjoint(new ReversibleAdjoint());
        return Autodiff.valueAndGrad(
                w -> diffeqsolve(term, new Tsit5(), 0, 1, Tensor.of(1, 0), w, options)
                        .y1()
                        .get(0)
                        .minus(w.cos()),
                Tensor.scalar(2));
    }

    /**
     * u' = d u'' between walls at 0, on n points, by the matrix of second differences: its slowest mode s fades by exp(−d m t), also where its
     * fastest, s with alternating signs, begins beside it.
     */
    private static ValueAndGradient<Tensor> heat() {
        int n = 40;
        Tensor slowest = Tensor.arange(n).plus(1).times(Math.PI / (n + 1)).sin();
        Tensor fastest = slowest.times(Tensor.arange(n).times(Math.PI).cos());
        double m = Math.pow(2 * (n + 1) * Math.sin(Math.PI / 2 / (n + 1)), 2);
        Tensor differences = secondDifferences(n);
        var term = ODETerm.of((t, u, d) -> differences.matmul(u).times(d));
        return Autodiff.valueAndGrad(
                d -> diffeqsolve(term, new Kvaerno5(), 0, 0.1, slowest.plus(fastest), d, OPTIONS)
                        .y1()
                        .minus(slowest.times(d.times(-0.1 * m).exp()))
                        .dot(slowest),
                Tensor.scalar(1));
    }

    private static Tensor secondDifferences(int n) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                rows[i][j] = (i == j ? -2 : 1) * (n + 1.0) * (n + 1);
            }
        }
        return Tensor.of(rows);
    }
}
