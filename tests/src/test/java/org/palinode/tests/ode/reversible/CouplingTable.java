package org.palinode.tests.ode.reversible;

import java.util.Locale;
import java.util.function.Function;
import org.palinode.autodiff.memory.DType;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.reversible.Stability.Measured;

/** Prints the table of estimated couplings in docs/reference/reversible-measurements.md. */
final class CouplingTable {
    private static final String ROW = "| %s | %s | %s | %s | %s | %s | %s |%n";

    private CouplingTable() {}

    public static void main(String[] arguments) {
        System.out.printf(ROW, "problem", "steps", "c", "pairs", "for 0.999", "evaluations", "for 0.999");
        System.out.printf(ROW, "---", "---", "---", "---", "---", "---", "---");
        for (StabilityProblem problem : StabilityProblem.values()) {
            for (int steps : new int[] {1_000, 10_000}) {
                Stability row = new Stability(problem, DType.FLOAT64, 0.999, steps);
                print(problem, Integer.toString(steps), row.estimated(), row.ours());
            }
            SolveOptions adaptive = SolveOptions.standard()
                    .controller(new PIDController(1e-6, 1e-6))
                    .maxSteps(1_000_000);
            Stability row = new Stability(problem, DType.FLOAT64, 0.999, 1);
            Function<ReversibleAdjoint, Measured> measured = adjoint -> row.measured(adjoint, adaptive, new Tsit5());
            print(
                    problem,
                    "1e-6",
                    measured.apply(ReversibleAdjoint.estimated()),
                    measured.apply(new ReversibleAdjoint()));
        }
    }

    private static void print(StabilityProblem problem, String steps, Measured estimated, Measured standard) {
        System.out.printf(
                Locale.ROOT,
                ROW,
                problem,
                steps,
                String.format(Locale.ROOT, "%.3f", estimated.coupling()),
                pairs(estimated),
                pairs(standard),
                estimated.evaluations(),
                standard.evaluations());
    }

    private static String pairs(Measured measured) {
        return measured.pairs() + (measured.redone() > 0 ? " (" + measured.redone() + " redone)" : "");
    }
}
