package org.palinode.tests.ode.support;

import java.util.List;
import java.util.stream.Stream;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.AdditiveRungeKutta;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.CarpenterKennedy4;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.ExplicitRungeKutta;
import org.palinode.ode.solver.GeneralShARK;
import org.palinode.ode.solver.GradientFreeMilstein;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.Ralston;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.SRI2;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.ShOULD;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StratonovichMilstein;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.solver.Vern7;

/** Every solver there is. */
public final class Solvers {
    private Solvers() {}

    /** Explicit Runge–Kutta methods that the reversible wrapper takes. */
    public static List<ExplicitRungeKutta> all() {
        return List.of(
                new Euler(),
                new Heun(),
                new Midpoint(),
                new Ralston(),
                new Bosh3(),
                new RungeKutta4(),
                new Tsit5(),
                new Dopri5(),
                new Vern7(),
                new Dopri8());
    }

    /** Methods for noise, those for Langevin equations last. */
    public static List<Solver> forNoise() {
        return List.of(
                new EulerHeun(),
                new ItoMilstein(),
                new GradientFreeMilstein(),
                new SRI2(),
                new StratonovichMilstein(),
                new SEA(),
                new ShARK(),
                new SRA1(),
                new GeneralShARK(),
                new SPaRK(),
                new SlowRK(),
                new ALIGN(),
                new ShOULD(),
                new QUICSORT());
    }

    /** All that are a tableau. */
    public static List<ExplicitRungeKutta> tableaus() {
        return Stream.concat(all().stream(), Stream.of(new EES25(), new EES27()))
                .toList();
    }

    /** Those that are not. */
    public static List<Solver> withoutTableau() {
        return List.of(
                new CarpenterKennedy4(),
                new HalfSolver(new Bosh3()),
                new HalfSolver(new RungeKutta4()),
                new ReversibleHeun(),
                new LeapfrogMidpoint());
    }

    /** Those that take their own steps back. */
    public static List<ReversibleSolver> reversible() {
        return List.of(new ReversibleHeun(), new LeapfrogMidpoint(), new EES25(), new EES27());
    }

    /** Implicit tableaus, with equations solved to rounding. */
    public static List<DiagonallyImplicitRungeKutta> implicit() {
        RootFinder exact = RootFinder.newton().tolerances(1e-13, 1e-14).maxIterations(20);
        return List.of(new ImplicitEuler(exact), new Kvaerno3(exact), new Kvaerno4(exact), new Kvaerno5(exact));
    }

    /** For fields in two parts, with equations solved to rounding. */
    public static List<AdditiveRungeKutta> imex() {
        RootFinder exact = RootFinder.newton().tolerances(1e-13, 1e-14).maxIterations(20);
        return List.of(new KenCarp3(exact), new KenCarp4(exact), new KenCarp5(exact), new Sil3(exact));
    }

    /** Every solver but the wrapper. */
    public static List<Solver> each() {
        return Stream.of(
                        tableaus(),
                        withoutTableau(),
                        implicit(),
                        imex(),
                        List.of(new Rodas5P(), new SemiImplicitEuler()))
                .<Solver>flatMap(List::stream)
                .toList();
    }

    /** Every solver of a field in one piece. */
    public static List<Solver> forWholeFields() {
        return each().stream().filter(solver -> !solver.splitsField()).toList();
    }

    /** Every solver but those that want a state in two parts. */
    public static List<Solver> forAnyField() {
        return each().stream()
                .filter(solver -> !(solver instanceof SemiImplicitEuler))
                .toList();
    }

    /** Those with an error estimate. */
    public static List<ExplicitRungeKutta> adaptive() {
        return tableaus().stream().filter(Solver::estimatesError).toList();
    }
}
