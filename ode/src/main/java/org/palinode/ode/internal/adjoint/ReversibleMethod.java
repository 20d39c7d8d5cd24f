package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepPairs;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.solver.Calculus;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StrongOrders;

/** Wraps the solver and reverses its steps: the work of {@link ReversibleAdjoint}. */
record ReversibleMethod(ReversibleAdjoint adjoint) implements GradientMethod {

    /** With an estimated coupling, the solver of a solve in which nothing is damped. */
    @Override
    public Solver solver(Solver chosen) {
        return solver(chosen, Optional.empty(), () -> 0);
    }

    @Override
    public Solver solver(Solver chosen, Optional<Solver> before, DoubleSupplier damping) {
        if (chosen instanceof ReversibleSolver) {
            return chosen;
        }
        OptionalDouble known = before.stream()
                .filter(Reversible.class::isInstance)
                .mapToDouble(solver -> ((Reversible) solver).coupling())
                .findAny();
        return new Reversible(chosen, adjoint.coupling().of(known, damping), adjoint.resync());
    }

    @Override
    public void checkNoise(Solver chosen, NoiseKind kind) {
        boolean isIto = chosen.strongOrders().map(StrongOrders::calculus).orElse(null) == Calculus.ITO;
        if (isIto && kind != NoiseKind.ADDITIVE) {
            throw new UnsupportedOperationException(
                    "ReversibleAdjoint cannot reverse " + chosen
                            + ", which is for Itô's calculus: with noise that depends on y its step back is one of another equation. Convert the"
                            + " equation by ItoConversion.toStratonovich and use Heun or EES25, whose steps back miss y0 by more under noise (new EES25(1e-2), its accepted mismatch), or use RecursiveCheckpointAdjoint");
        }
    }

    private int mostPairs(StepPrograms programs) {
        long pair = programs.signature().block().bytes();
        return (int) Math.max(2, Math.min(Integer.MAX_VALUE, adjoint.pairBytes() / Math.max(1, pair)));
    }

    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        return new KeepPairs(stepper, mostPairs(stepper.programs()));
    }

    @Override
    public Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        if (!(run.programs().solver() instanceof ReversibleSolver)) {
            throw new UnsupportedOperationException("ReversibleAdjoint cannot reverse the steps of "
                    + run.programs().solver()
                    + ": the graph was recorded with the plain solver; record it under ReversibleAdjoint, or with the solver in a"
                    + " Reversible(...), and exchange adjoints then");
        }
        return ReversibleSweep.begin(run, cotangents, wanted, mostPairs(run.programs()))
                .pullBack();
    }
}
