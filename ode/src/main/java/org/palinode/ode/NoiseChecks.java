package org.palinode.ode;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palinode.autodiff.RandomKey;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.noise.StepPlan;
import org.palinode.ode.solver.Calculus;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StrongOrders;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Term;

/** Refuses, before any step, what does not fit together in an equation with noise. */
record NoiseChecks(Solver solver, NoiseKind kind, List<? extends BrownianPath<?>> paths, Term<?, ?> term) {
    void check(double t0, double t1, SolveOptions options) {
        boolean adapts = options.controller().errorScale().isPresent();
        checkSolver();
        checkCalculus();
        checkDirection(t0, t1);
        checkLevels();
        checkKeys();
        if (adapts) {
            checkAdaptive();
        }
        StepPlan plan =
                new StepPlan(t0, t1, shortest(options) / (solver.halvesSteps() ? 2 : 1), areKnown(adapts, options));
        paths.forEach(path -> path.check(plan));
        GradientMethod method = GradientMethod.of(options.adjoint());
        method.checkNoise(solver, kind);
        if (method.stepsBackOnItsOwn()) {
            checkStepsBack(options, plan);
        }
    }

    /** An adjoint that asks a path for other intervals than the solve does is refused as adjoints are. */
    private void checkStepsBack(SolveOptions options, StepPlan plan) {
        StepPlan back = new StepPlan(plan.t0(), plan.t1(), plan.shortest(), false);
        for (BrownianPath<?> path : paths) {
            try {
                path.check(back);
            } catch (IllegalArgumentException refusal) {
                throw new UnsupportedOperationException(
                        options.adjoint().getClass().getSimpleName()
                                + " takes steps of its own on the way back, which this path does not serve: "
                                + refusal.getMessage() + ", or RecursiveCheckpointAdjoint",
                        refusal);
            }
        }
    }

    private static double shortest(SolveOptions options) {
        return options.controller()
                .shortestStep(options.dt0().stream().map(Math::abs).findFirst());
    }

    private static boolean areKnown(boolean adapts, SolveOptions options) {
        boolean searches = options.events().stream().anyMatch(event -> !event.isBoolean());
        return !adapts && !searches;
    }

    /** Refuses a solver that needs noise where there is none. */
    static void checkWithout(Solver solver) {
        if (solver.partsNoise()) {
            throw new IllegalArgumentException(
                    name(solver)
                            + " is for equations with noise, and the term has none; add a Diffusion, or use a solver such as Tsit5");
        }
    }

    private void checkSolver() {
        Optional<StrongOrders> orders = solver.strongOrders();
        if (orders.isEmpty()) {
            throw new UnsupportedOperationException(
                    name(solver)
                            + " is not for equations with noise; use Heun, EES25 or another explicit Runge–Kutta method, EulerHeun, SPaRK or SlowRK in"
                            + " Stratonovich's calculus, Euler or ItoMilstein in Itô's, ShARK or SRA1 where the noise is additive");
        }
        if (solver.solvesLangevin() && !(term instanceof LangevinTerm)) {
            throw new IllegalArgumentException(name(solver)
                    + " solves a LangevinTerm, and the term is another one; write the equation as a LangevinTerm, or use ShARK or SRA1 for"
                    + " additive noise");
        }
        if (orders.get().of(kind) == 0 && orders.get().commutative() > 0) {
            throw new UnsupportedOperationException(name(solver)
                    + " is for a single noise, one of each number's own or additive noise, and the noise of this term is "
                    + kind
                    + "; if it is one of these make it with Diffusion.scalar, Diffusion.diagonal(...).strictly() or Diffusion.additive,"
                    + " else use ItoMilstein or Euler");
        }
        if (orders.get().of(kind) == 0) {
            throw new UnsupportedOperationException(name(solver)
                    + " is for additive noise alone, and the noise of this term is " + kind
                    + "; if the diffusion does not depend on y make it with Diffusion.additive, else use Heun, EES25 or SPaRK,"
                    + " for an Itô equation after ItoConversion.toStratonovich");
        }
    }

    private void checkCalculus() {
        boolean isIto = solver.strongOrders().orElseThrow().calculus() == Calculus.ITO;
        if (isIto && kind != NoiseKind.ADDITIVE && ItoConversion.isConverted(term)) {
            throw new IllegalArgumentException(name(solver)
                    + " is for Itô's calculus, and the term was converted to Stratonovich's by ItoConversion; pass the term as it"
                    + " was before, or use a solver such as Heun");
        }
    }

    private void checkDirection(double t0, double t1) {
        if (t1 < t0 && solver.stepsForwardOnly() && kind != NoiseKind.ADDITIVE) {
            throw new UnsupportedOperationException(
                    name(solver)
                            + " steps forward in time only where the diffusion depends on y, and the solve leads from "
                            + t0 + " to " + t1
                            + "; use ItoMilstein, or convert the equation by ItoConversion.toStratonovich and use Heun or SlowRK");
        }
    }

    private void checkLevels() {
        LevyArea needed = solver.levyArea();
        for (BrownianPath<?> path : paths) {
            if (path.level().compareTo(needed) < 0) {
                throw new IllegalArgumentException(name(solver) + " needs increments of the level " + needed
                        + ", the path gives " + path.level() + "; build it with with(LevyArea." + needed + ")");
            }
        }
    }

    /** Noises of one key are correlated, or the same. */
    private void checkKeys() {
        Set<RandomKey> seen = new HashSet<>();
        for (BrownianPath<?> path : paths) {
            if (paths.indexOf(path) != paths.lastIndexOf(path) && path.keys().isEmpty()) {
                throw new IllegalArgumentException("two noises of a term are driven by one path, " + path
                        + ", so that they are not independent; make one diffusion of what it drives");
            }
            for (RandomKey key : Set.copyOf(path.keys())) {
                if (!seen.add(key)) {
                    throw new IllegalArgumentException("two noises of a term have the key " + key
                            + ", so that they are not independent; give each its own, as by key.fold(0) and key.fold(1), or make one"
                            + " diffusion of what one noise drives");
                }
            }
        }
    }

    private void checkAdaptive() {
        boolean isIto = solver.strongOrders().orElseThrow().calculus() == Calculus.ITO;
        if (isIto && kind != NoiseKind.ADDITIVE && solver.levyArea() == LevyArea.NONE && !solver.partsNoise()) {
            throw new IllegalArgumentException(name(solver)
                    + " with steps that are found by their errors need not converge to Itô's solution; use constant steps, or ItoMilstein in a"
                    + " HalfSolver");
        }
    }

    private static String name(Solver solver) {
        String own = solver.getClass().getSimpleName();
        if (solver instanceof HalfSolver halves) {
            return own + "(" + name(halves.solver()) + ")";
        }
        return solver instanceof Reversible reversible ? own + "(" + name(reversible.base()) + ")" : own;
    }
}
