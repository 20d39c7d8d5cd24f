package org.palinode.examples.conform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.CarpenterKennedy4;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.GeneralShARK;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ImplicitSolver;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.Ralston;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Rosenbrock;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.ShOULD;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StratonovichMilstein;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.solver.Vern7;

/** The solvers that reference data may name. */
final class SolverNames {
    private static final Map<String, Solver> KNOWN = new LinkedHashMap<>();
    private static final Pattern WRAPPED = Pattern.compile("(UReversible|HalfSolver)\\((.*)\\)");

    static {
        KNOWN.put("Euler", new Euler());
        KNOWN.put("Heun", new Heun());
        KNOWN.put("Midpoint", new Midpoint());
        KNOWN.put("Ralston", new Ralston());
        KNOWN.put("Bosh3", new Bosh3());
        KNOWN.put("RungeKutta4", new RungeKutta4());
        KNOWN.put("CarpenterKennedy4", new CarpenterKennedy4());
        KNOWN.put("Tsit5", new Tsit5());
        KNOWN.put("Dopri5", new Dopri5());
        KNOWN.put("Vern7", new Vern7());
        KNOWN.put("Dopri8", new Dopri8());
        KNOWN.put("ImplicitEuler", new ImplicitEuler());
        KNOWN.put("Kvaerno3", new Kvaerno3());
        KNOWN.put("Kvaerno4", new Kvaerno4());
        KNOWN.put("Kvaerno5", new Kvaerno5());
        KNOWN.put("Rodas5P", new Rodas5P());
        KNOWN.put("ReversibleHeun", new ReversibleHeun());
        KNOWN.put("LeapfrogMidpoint", new LeapfrogMidpoint());
        KNOWN.put("EES25", new EES25());
        KNOWN.put("EES27", new EES27());
        KNOWN.put("EulerHeun", new EulerHeun());
        KNOWN.put("ItoMilstein", new ItoMilstein());
        KNOWN.put("StratonovichMilstein", new StratonovichMilstein());
        KNOWN.put("SEA", new SEA());
        KNOWN.put("SRA1", new SRA1());
        KNOWN.put("ShARK", new ShARK());
        KNOWN.put("GeneralShARK", new GeneralShARK());
        KNOWN.put("SPaRK", new SPaRK());
        KNOWN.put("SlowRK", new SlowRK());
        KNOWN.put("ALIGN", new ALIGN());
        KNOWN.put("ShOULD", new ShOULD());
        KNOWN.put("QUICSORT", new QUICSORT());
    }

    private SolverNames() {}

    /** True if steps of this solver solve equations. */
    static boolean solvesEquations(String name) {
        Matcher wrapped = WRAPPED.matcher(name);
        if (wrapped.matches()) {
            return solvesEquations(wrapped.group(2));
        }
        Solver solver = solver(name);
        return solver instanceof ImplicitSolver || solver instanceof Rosenbrock;
    }

    /** The solver as by {@link #solver}, with equations inside a step solved to rounding, as for reference data of fixed steps. */
    static Solver exact(String name) {
        return solver(name).toRounding();
    }

    /** A solver by its name, {@code UReversible(X)} being the reversible wrapper round X as published: coupling 0.999, no resync. */
    static Solver solver(String name) {
        Matcher wrapped = WRAPPED.matcher(name);
        if (wrapped.matches()) {
            Solver inner = solver(wrapped.group(2));
            return wrapped.group(1).equals("HalfSolver")
                    ? new HalfSolver(inner)
                    : new Reversible(inner).withoutResync();
        }
        Solver known = KNOWN.get(name);
        if (known == null) {
            throw new UnknownToPalinode("solver " + name);
        }
        return known;
    }
}
