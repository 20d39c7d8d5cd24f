package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.reversible.ReversibleMatrix.Result;
import org.palinode.tests.ode.reversible.ReversibleMatrix.Saving;
import org.palinode.tests.ode.reversible.ReversibleMatrix.State;
import org.palinode.tests.ode.reversible.ReversibleMatrix.Stepping;
import org.palinode.tests.ode.support.Solvers;

/** Reversible against Direct on the same map: every solver, way of stepping and saving, for everything a gradient can be taken for. */
@Tag("thorough")
class ReversibleMatrixTest {
    /** What is accepted of the reconstruction at stored pairs, as the largest difference of a gradient. */
    private static final double TOLERANCE = 1e-10;
    /** With the equations of implicit steps solved to 1e-13, which the reconstruction cannot be better than. */
    private static final double IMPLICIT = 1e-8;

    private static final int STEPS = 50;

    static Stream<Solver> exact() {
        return Stream.of(
                        Solvers.all(),
                        Solvers.withoutTableau(),
                        Solvers.implicit(),
                        Solvers.imex(),
                        List.of(new Rodas5P(), new SemiImplicitEuler()))
                .flatMap(List::stream);
    }

    /** So lenient that no gradient is computed forward in place of theirs. */
    static Stream<Solver> effectivelySymmetric() {
        return Stream.of(new EES25(1e-2), new EES27(1e-2));
    }

    private static State[] states(Solver solver) {
        return solver instanceof SemiImplicitEuler ? new State[] {State.PAIR} : new State[] {State.FLAT, State.TREE};
    }

    @ParameterizedTest
    @MethodSource("exact")
    void everySolver(Solver solver) {
        assertExact(solver, Stepping.CONSTANT, Saving.T0_TS_T1, states(solver)[0]);
    }

    @ParameterizedTest
    @EnumSource
    void everyWayOfSaving(Saving saving) {
        State state = saving == Saving.DENSE ? State.TREE : State.FLAT;
        for (Stepping stepping : Stepping.values()) {
            for (Solver solver : List.of(new Tsit5(), new ReversibleHeun())) {
                if (stepping != Stepping.PID || solver instanceof Tsit5) { // order 2 takes thousands of steps to 1e-8
                    assertExact(solver, stepping, saving, state);
                }
            }
        }
        assertExact(new RungeKutta4(), Stepping.STEP_TO, saving, State.TREE);
        assertExact(new LeapfrogMidpoint(), Stepping.CONSTANT, saving, State.TREE);
        assertExact(new SemiImplicitEuler(), Stepping.STEP_TO, saving, State.PAIR);
        assertExact(Solvers.imex().get(1), Stepping.PID, saving, State.TREE);
    }

    @ParameterizedTest
    @MethodSource("exact")
    @Tag("long")
    void everySolverInEveryWay(Solver solver) {
        for (Stepping stepping : Stepping.values()) {
            for (Saving saving : Saving.values()) {
                for (State state : states(solver)) {
                    if (stepping.isFor(solver)) {
                        assertExact(solver, stepping, saving, state);
                    }
                }
            }
        }
    }

    private static void assertExact(Solver solver, Stepping stepping, Saving saving, State state) {
        Result result = ReversibleMatrix.compare(solver, stepping.options(STEPS), saving, state);
        String where = solver + ", " + stepping + ", " + saving + ", " + state + ": " + result;
        boolean solves = Solvers.implicit().contains(solver) || Solvers.imex().contains(solver);
        result.gaps().forEach(gap -> assertEquals(0, gap, solves ? IMPLICIT : TOLERANCE, where));
        result.sizes().forEach(size -> assertTrue(size > 1e-2, where));
    }

    /**
     * An effectively symmetric solver gives its steps back up to a power of h, and the gradient is off by as much, whatever is saved and whatever it is
     * taken for: some multiple of the mismatch that its report states.
     */
    @ParameterizedTest
    @MethodSource("effectivelySymmetric")
    void anEffectivelySymmetricSolverIsOffByWhatItReports(Solver solver) {
        for (Stepping stepping : List.of(Stepping.CONSTANT, Stepping.STEP_TO)) {
            for (Saving saving : Saving.values()) {
                for (State state : states(solver)) {
                    Result result = ReversibleMatrix.compare(solver, stepping.options(STEPS), saving, state);
                    String where = solver + ", " + stepping + ", " + saving + ", " + state + ": " + result;
                    double mismatch = result.report().worstMismatch();
                    result.gaps().forEach(gap -> assertEquals(0, gap, 20 * mismatch, where));
                    assertEquals(0, result.report().segmentsRedone(), where);
                    assertTrue(mismatch < 1e-7, where);
                }
            }
        }
    }

    /** Order m of EES(n, m), seen from 20 to 40 steps. The weights of saved steps change with their number, so those are left out. */
    @ParameterizedTest
    @CsvSource({"25, 5", "27, 7"})
    void anEffectivelySymmetricSolversErrorIsOfItsStatedOrder(int name, int order) {
        Solver solver = name == 25 ? new EES25(1e-2) : new EES27(1e-2);
        for (Stepping stepping : List.of(Stepping.CONSTANT, Stepping.STEP_TO)) {
            for (Saving saving : List.of(Saving.T1, Saving.T0_TS_T1, Saving.DENSE)) {
                Result coarse = ReversibleMatrix.compare(solver, stepping.options(20), saving, State.FLAT);
                Result fine = ReversibleMatrix.compare(solver, stepping.options(40), saving, State.FLAT);
                for (int i = 0; i < fine.gaps().size(); i++) {
                    double observed =
                            Math.log(coarse.gaps().get(i) / fine.gaps().get(i)) / Math.log(2);
                    assertEquals(order, observed, 0.35, stepping + ", " + saving + ", part " + i);
                }
            }
        }
    }

    /** Adaptive steps for 1e-8 of a method of order 2 are so short that nothing but rounding is left. */
    @Test
    @Tag("long")
    void effectivelySymmetricSolversOnAdaptiveSteps() {
        for (Solver solver : List.of(new EES25(), new EES27())) {
            for (Saving saving : Saving.values()) {
                for (State state : states(solver)) {
                    assertExact(solver, Stepping.PID, saving, state);
                }
            }
        }
    }
}
