package org.palinode.tests.ode;

import java.util.List;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.ExplicitRungeKutta;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.Ralston;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;

/** Every solver there is. */
final class Solvers {
    private Solvers() {}

    /** Those that are a tableau: all but the reversible wrapper. */
    static List<ExplicitRungeKutta> all() {
        return List.of(
                new Euler(),
                new Heun(),
                new Midpoint(),
                new Ralston(),
                new Bosh3(),
                new RungeKutta4(),
                new Tsit5(),
                new Dopri5(),
                new Dopri8());
    }

    /** Those with an error estimate. */
    static List<ExplicitRungeKutta> adaptive() {
        return all().stream().filter(Solver::estimatesError).toList();
    }
}
