package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.ode.Citation;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.MidpointRule;
import org.palinode.tests.ode.support.Solvers;

class CitationTest {
    private static final SolveOptions OPTIONS = SolveOptions.standard();

    @Test
    void theMethodsOfASolveAreCited() {
        String text = Citation.citation(
                new Tsit5(), OPTIONS.adjoint(new ReversibleAdjoint()).controller(new PIDController(1e-6, 1e-6)));
        for (String key : new String[] {"palinode", "tsitouras2011", "mccallum2024reversible", "soderlind2003"}) {
            assertTrue(text.contains("{" + key + ","), text);
        }
        assertFalse(text.contains("wang2009"), text); // no checkpoints there
        assertFalse(text.contains("for:"), text);
    }

    @Test
    void whatIsWrappedIsCitedToo() {
        String text = Citation.citation(new HalfSolver(new Tsit5()), OPTIONS.adjoint(new BacksolveAdjoint()));
        assertTrue(text.contains("{tsitouras2011,") && text.contains("{hairer1993,"), text);
        assertTrue(text.contains("{chen2018neural,"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "ReversibleHeun, kidger2021efficient",
        "LeapfrogMidpoint, shampine2009leapfrog",
        "EES25, shmelev2025ees",
        "EES27, shmelev2025ees",
        "SemiImplicitEuler, hairer2006geometric"
    })
    void whatTakesItsOwnStepsBackIsCitedWithoutTheWrapper(String name, String key) {
        Solver solver = Solvers.each().stream()
                .filter(each -> each.getClass().getSimpleName().equals(name))
                .findAny()
                .orElseThrow();
        String text = Citation.citation(solver, OPTIONS.adjoint(new ReversibleAdjoint()));
        assertTrue(text.contains("{" + key + ","), text);
        assertFalse(text.contains("{mccallum2024reversible,"), text);
    }

    @Test
    void theWrapperIsCitedAsASolverAndUnderTheAdjoint() {
        String solver = Citation.citation(new Reversible(new Tsit5()), OPTIONS);
        String adjoint = Citation.citation(new Tsit5(), OPTIONS.adjoint(ReversibleAdjoint.estimated()));
        for (String text : new String[] {solver, adjoint}) {
            assertTrue(text.contains("{mccallum2024reversible,") && text.contains("{tsitouras2011,"), text);
        }
    }

    @Test
    void everySolverHasAnEntryAndEntriesAreBalanced() {
        String without = Citation.citation(new Nameless(), OPTIONS);
        for (Solver solver : Solvers.each()) {
            String text = Citation.citation(solver, OPTIONS);
            assertTrue(text.length() > without.length(), solver + " has no entry in methods.bib");
            assertEquals(count(text, "\\{"), count(text, "\\}"), text);
        }
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    /** A solver of the user's own: nobody knows its paper. */
    private record Nameless() implements MidpointRule {}
}
