package org.palinode.tests.fuzz;

import java.util.List;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.event.Event;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;

/** How random solves are run: short, and with what may not fit together. */
final class RandomSolves {
    static final List<Solver> SOLVERS = List.of(
            new Tsit5(),
            new Tsit5(),
            new Euler(),
            new Heun(),
            new Bosh3(),
            new Dopri5(),
            new Dopri8(),
            new RungeKutta4(),
            new EES25(),
            new Kvaerno3(),
            new Kvaerno5(),
            new Rodas5P(),
            new ImplicitEuler(),
            new KenCarp4(),
            new Sil3(),
            new SemiImplicitEuler(),
            new ReversibleHeun(),
            new LeapfrogMidpoint(),
            new Reversible(new Tsit5()),
            new HalfSolver(new Heun()));

    static final List<Adjoint> ADJOINTS = List.of(
            new DirectAdjoint(),
            new RecursiveCheckpointAdjoint(),
            new ReversibleAdjoint(),
            new BacksolveAdjoint(),
            new ImplicitAdjoint(),
            new ForwardModeAdjoint(),
            ReversibleAdjoint.estimated(),
            new RecursiveCheckpointAdjoint(1));

    private RandomSolves() {}

    static Adjoint adjoint(RandomArguments random) {
        return ADJOINTS.get(random.below(ADJOINTS.size()));
    }

    static SolveOptions options(OdeArguments random) {
        SolveOptions options = SolveOptions.standard()
                .maxSteps(1 + random.below(60))
                .controller(random.controller())
                .adjoint(adjoint(random))
                .throwing(random.below(3) > 0);
        if (random.below(2) == 0) {
            options = options.dt0(random.below(2) == 0 ? random.real() : 0.1);
        }
        if (random.below(2) == 0) {
            options = options.saveAt(saveAt(random));
        }
        if (random.below(4) == 0) {
            options = options.events(event(random), event(random));
        }
        if (random.below(12) == 0) {
            options = options.findAnomalies();
        }
        return random.below(12) == 0 ? options.from((ResumePoint) random.value(ResumePoint.class)) : options;
    }

    static SaveAt saveAt(OdeArguments random) {
        return switch (random.below(8)) {
            case 0 -> SaveAt.t0();
            case 1 -> SaveAt.ts(0.25, 0.5);
            case 2 -> SaveAt.steps(1 + random.below(2)).andT1();
            case 3 -> SaveAt.dense();
            case 4 -> SaveAt.t1().andState();
            case 5 -> SaveAt.subs(SubSaveAt.of(SaveAt.t1(), (t, y, args) -> List.of(t)), SubSaveAt.of(SaveAt.steps()));
            default -> SaveAt.t1();
        };
    }

    static Event<Object, Object> event(OdeArguments random) {
        Event<Object, Object> event = random.below(8) == 0
                ? Event.steadyState()
                : random.below(8) == 0 ? Event.whenTrue(random.condition()) : Event.when(random.condition());
        return switch (random.below(4)) {
            case 0 -> event.continuing();
            case 1 -> event.reset(random.field());
            case 2 -> event.reset((t, y, args) -> y).atMost(2);
            default -> event;
        };
    }
}
