package org.palinode.ode.internal.adjoint;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepEnds;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Calculus;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StrongOrders;

/** Solves the continuous adjoint equations back in time: the work of {@link BacksolveAdjoint}. */
record BacksolveMethod(BacksolveAdjoint adjoint) implements GradientMethod {

    @Override
    public void checkNoise(Solver chosen, NoiseKind kind) {
        if (chosen.partsNoise()) {
            throw new UnsupportedOperationException(
                    "BacksolveAdjoint solves its equations by methods that treat drift and noise alike,"
                            + " such as Heun and EES25, got " + chosen
                            + "; use one of these, or RecursiveCheckpointAdjoint, or ReversibleAdjoint for constant memory");
        }
        boolean isIto = chosen.strongOrders().map(StrongOrders::calculus).orElse(null) == Calculus.ITO;
        if (isIto && kind != NoiseKind.ADDITIVE) {
            throw new UnsupportedOperationException(
                    "BacksolveAdjoint solves back in Stratonovich's calculus, but " + chosen
                            + " is for Itô's, where the way back is another equation; use Heun or EES25 on the converted equation, or"
                            + " RecursiveCheckpointAdjoint");
        }
    }

    @Override
    public boolean stepsBackOnItsOwn() {
        return true;
    }

    @Override
    public void check(SaveAt saveAt) {
        if (saveAt.isDense()) {
            throw new UnsupportedOperationException(
                    "BacksolveAdjoint cannot differentiate dense output, which reads the solver's stages;"
                            + " save at times with SaveAt.ts(...), or use RecursiveCheckpointAdjoint");
        }
    }

    @Override
    public void checkEvents() {
        throw new UnsupportedOperationException(
                "BacksolveAdjoint cannot differentiate events, whose times its backward solve does"
                        + " not know; use RecursiveCheckpointAdjoint, or ReversibleAdjoint for constant memory");
    }

    @Override
    public void checkState() {
        throw new UnsupportedOperationException(
                "BacksolveAdjoint cannot differentiate through the carry of a solver, of which its equations"
                        + " know nothing; pass it without a gradient (ResumePoint.stopGradient()) or not at all (withoutSolver()), or use"
                        + " RecursiveCheckpointAdjoint, or ReversibleAdjoint for constant memory (a Stepper, which always passes it, needs one"
                        + " of these)");
    }

    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        return new KeepEnds(stepper);
    }

    @Override
    public Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        if (run.isDense()) {
            check(SaveAt.dense());
        }
        if (run.events().isPresent()) {
            checkEvents();
        }
        if (cotangents.end() != null) {
            checkState();
        }
        return Backsolve.begin(run, cotangents, wanted).pullBack(adjoint.limit());
    }
}
