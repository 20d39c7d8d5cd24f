package org.palinode.tests.ode.noise;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.GeneralShARK;
import org.palinode.ode.solver.GradientFreeMilstein;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.Ralston;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.SRI2;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.ShOULD;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StratonovichMilstein;
import org.palinode.ode.solver.Tsit5;

/**
 * Expectation of a solver on one of the {@link StrongOrderProblems}.
 *
 * @param first the error with the fewest steps; not a number where it is not known
 * @param last the error with the most steps, likewise
 */
record StrongOrderRow(String problem, String name, double first, double last, double order) {
    /** The noise moves a state too far for one Jacobian a step. */
    private static final RootFinder NEWTON = RootFinder.newton().tolerances(1e-7, 1e-7);

    private static final Map<String, Solver> SOLVERS = List.of(
                    new Euler(),
                    new EulerHeun(),
                    new ItoMilstein(),
                    new GradientFreeMilstein(),
                    new SRI2(),
                    new StratonovichMilstein(),
                    new Heun(),
                    new Midpoint(),
                    new RungeKutta4(),
                    new ReversibleHeun(),
                    new EES25(),
                    new EES27(),
                    new Ralston(),
                    new Bosh3(),
                    new Tsit5(),
                    new Dopri5(),
                    new Dopri8(),
                    new ImplicitEuler(NEWTON),
                    new Kvaerno3(NEWTON),
                    new Rodas5P(),
                    new SEA(),
                    new ShARK(),
                    new SRA1(),
                    new GeneralShARK(),
                    new SPaRK(),
                    new SlowRK(),
                    new ALIGN(),
                    new ShOULD(),
                    new QUICSORT())
            .stream()
            .collect(Collectors.toMap(solver -> solver.getClass().getSimpleName(), Function.identity()));

    /** The rows of a table whose columns are parted by bars; a dash is no number. */
    static List<StrongOrderRow> table(String text) {
        return text.lines().map(StrongOrderRow::parsed).toList();
    }

    private static StrongOrderRow parsed(String line) {
        String[] cells = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
        return new StrongOrderRow(cells[0], cells[1], number(cells[2]), number(cells[3]), number(cells[4]));
    }

    /** The row of a problem and a solver. */
    static StrongOrderRow of(List<StrongOrderRow> rows, String problem, String name) {
        return rows.stream()
                .filter(row -> row.problem().equals(problem) && row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double number(String cell) {
        return cell.equals("-") ? Double.NaN : Double.parseDouble(cell);
    }

    Solver solver() {
        return solver(name);
    }

    static Solver solver(String name) {
        return SOLVERS.get(name);
    }

    @Override
    public String toString() {
        return problem + ", " + name;
    }
}
