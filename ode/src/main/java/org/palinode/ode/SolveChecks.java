package org.palinode.ode;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/** Refuses, before anything is traced, what does not fit together. */
final class SolveChecks {
    private SolveChecks() {}

    static void check(double t0, double t1, Term<?, ?> term, Solver solver, SolveOptions options) {
        boolean endless = Double.isInfinite(t1) && !options.events().isEmpty();
        if (!Double.isFinite(t0) || !Double.isFinite(t1) && !endless) {
            throw new IllegalArgumentException("t0 and t1 must be finite, got " + t0 + " and " + t1
                    + "; t1 may be infinite where an event ends the solve");
        }
        if (!options.events().isEmpty()) {
            options.adjoint().checkEvents();
        }
        options.saveAt().check(t0, t1);
        options.adjoint().check(options.saveAt());
        checkEstimate(solver, options);
        checkParts(term, solver);
    }

    private static void checkEstimate(Solver solver, SolveOptions options) {
        if (options.controller().errorScale().isEmpty()) {
            return;
        }
        if (!solver.estimatesError()) {
            throw new IllegalArgumentException(
                    options.controller().getClass().getSimpleName() + " needs an error estimate, which " + solver
                            + " does not have; use a solver with one, such as Tsit5, or ConstantStepSize");
        }
        if (options.controller().errorOrder().orElse(solver.errorOrder()) < 1) {
            throw new IllegalArgumentException("the error order of " + solver + " must be known to adapt steps, got "
                    + solver.errorOrder() + "; override Solver.errorOrder");
        }
    }

    private static void checkParts(Term<?, ?> term, Solver solver) {
        if (solver.splitsField() && term.parts().size() != 2) {
            throw new IllegalArgumentException(solver.getClass().getSimpleName()
                    + " needs a term in two parts, MultiTerm(explicit, implicit) or SeparableTerm, got "
                    + term.getClass().getSimpleName()
                    + "; split the field, or use an implicit solver such as Kvaerno5");
        }
    }

    /** The number of a time; {@code name} is what the user calls it. */
    static double time(Tensor t, String name) {
        if (t.size() != 1 || t.shape().rank() != 0 || t.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    name + " must be a float64 scalar, got " + t.type() + "; reshape or cast it");
        }
        return concrete(t).item();
    }

    /** The numbers of an input. */
    static Tensor concrete(Tensor input) {
        try {
            return input.concrete();
        } catch (IllegalStateException symbolic) {
            throw new UnsupportedOperationException(
                    "diffeqsolve needs numbers, and got a tensor of a program being traced; call it outside of compile and checkpoint",
                    symbolic);
        }
    }
}
