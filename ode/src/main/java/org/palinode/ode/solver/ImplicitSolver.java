package org.palinode.ode.solver;

import java.util.Optional;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.root.Tolerances;
import org.palinode.ode.controller.ErrorScale;

/**
 * A solver whose steps solve nonlinear equations. Where its root finder has no tolerances of its own, they are those of the adaptive
 * controller. A solve that fails makes the step fail: an adaptive controller shrinks it, under fixed steps the solve ends.
 */
public interface ImplicitSolver extends Solver {
    @Override
    default boolean isImplicit() {
        return true;
    }

    /** Additive noise alone: with other noise the equations of a step need not have a solution. */
    @Override
    default Optional<StrongOrders> strongOrders() {
        return splitsField() ? Optional.empty() : Optional.of(StrongOrders.additive(1));
    }

    /** The root finder for the equations of a step. */
    RootFinder rootFinder();

    /** The same solver with another root finder. */
    ImplicitSolver with(RootFinder finder);

    @Override
    default Solver withTolerancesFrom(Optional<ErrorScale> scale) {
        if (rootFinder().tolerances().isPresent()) {
            return this;
        }
        ErrorScale inherited = scale.orElseThrow(
                () -> new IllegalArgumentException(
                        getClass().getSimpleName()
                                + " takes the tolerances of its root finder from the step size controller, which has"
                                + " none with fixed steps; give the root finder some, as in new "
                                + getClass().getSimpleName()
                                + "(RootFinder.veryChord().tolerances(1e-8, 1e-8)), or use an adaptive controller such as PIDController"));
        ErrorScale kept = inherited.tightened(errorBias());
        return with(rootFinder().tolerances(new Tolerances(kept.rtol(), kept.atol(), Tolerances.Norm.RMS)));
    }

    @Override
    default Solver withStructure(MatrixStructure structure) {
        return with(rootFinder().structure(structure));
    }

    /** Newton's method to a hundred ulp, and as many iterations as that may take. */
    @Override
    default Solver toRounding() {
        return with(RootFinder.newton()
                .structure(rootFinder().structure())
                .tolerances(ROUNDING, ROUNDING * ROUNDING)
                .kappa(1)
                .maxIterations(50));
    }

    /** Relative; the last increment of Newton's method is far larger than what is still missing after it. */
    double ROUNDING = 1e-12;
}
