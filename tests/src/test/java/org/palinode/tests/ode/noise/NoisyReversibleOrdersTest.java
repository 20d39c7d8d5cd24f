package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;

/** The reversible map under noise converges as its base does: measured, not proved. Prints the rows of docs/reference/reversible-measurements.md. */
@Tag("long") // hundreds of paths, and references of 1024 steps
class NoisyReversibleOrdersTest {
    private static final Map<String, Solver> BASES = Map.of(
            "Euler", new Euler(),
            "Heun", new Heun(),
            "RungeKutta4", new RungeKutta4(),
            "SlowRK", new SlowRK(),
            "SPaRK", new SPaRK(),
            "ShARK", new ShARK(),
            "SRA1", new SRA1());

    /** Published orders of the wrapper without resyncs; a fifth of the paths moves them by 0.13. */
    @ParameterizedTest
    @CsvSource({
        "growth, Heun, 0.999, 0.99",
        "growth, Heun, 0.9, 0.95",
        "growth, RungeKutta4, 0.999, 2.01",
        "growth, SlowRK, 0.999, 1.78",
        "trigonometric, Heun, 0.999, 1.03",
        "trigonometric, SPaRK, 0.999, 1.05",
        "rotating, Heun, 0.999, 0.52",
        "rotating, SPaRK, 0.999, 0.54",
        "additive, Euler, 0.999, 1.07",
        "additive, Heun, 0.999, 1.01",
        "additive, ShARK, 0.999, 1.68",
        "additive, SRA1, 0.999, 1.65"
    })
    void theWrapperConvergesAsItsBaseDoes(String problem, String name, double coupling, double published) {
        Solver base = BASES.get(name);
        Reversible wrapped = new Reversible(base, coupling);
        StrongErrors plain = errors(problem, base);
        StrongErrors bare = errors(problem, wrapped.withoutResync());
        StrongErrors kept = errors(problem, wrapped);
        System.out.printf(
                "| %s | %s | %s | %s | %s | %s |%n", problem, name, coupling, plain.row(), bare.row(), kept.row());
        assertEquals(published, bare.order(), 0.2);
        assertTrue(kept.order() > plain.order() - 0.2, kept.row());
        assertTrue(kept.first() < 5 * plain.first() && kept.last() < 5 * plain.last(), kept.row());
    }

    /** As published the copy runs away in the wells; with resyncs the solution stays with that of the base. */
    @ParameterizedTest
    @CsvSource({"Heun", "ShARK"})
    void resyncsKeepTheSolutionInADoubleWell(String name) {
        Solver base = BASES.get(name);
        StrongErrors plain = errors("double well", base);
        StrongErrors kept = errors("double well", new Reversible(base));
        System.out.printf("| double well | %s | 0.999 | %s | | %s |%n", name, plain.row(), kept.row());
        assertTrue(kept.first() < 2 * plain.first() && kept.last() < 5 * plain.last(), kept.row());
    }

    private static StrongErrors errors(String problem, Solver solver) {
        return StrongOrderProblems.SMALL.named(problem).errors(solver, TimeDirection.FORWARD, 5);
    }
}
