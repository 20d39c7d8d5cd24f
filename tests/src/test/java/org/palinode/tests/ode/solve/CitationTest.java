package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Citation;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.StackedPaths;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.Path;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
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

    /** Noise: a path, other papers for some methods, and that of steps which look at the noise. */
    @Test
    void theNoiseOfATermIsCitedToo() {
        BrownianPath<Tensor> tree = VirtualBrownianTree.of(RandomKey.of(0), 0, 1, 0.1, 2);
        var term = new ODETerm<Tensor, Tensor>((t, y, args) -> y)
                .plus(Diffusion.diagonal((t, y, args) -> y, StackedPaths.antithetic(tree)));
        String adaptive = Citation.citation(
                term,
                new EES25(),
                OPTIONS.controller(new PIDController(1e-3, 1e-3)).adjoint(new ReversibleAdjoint()));
        assertEquals(
                Set.of(
                        "palinode",
                        "shmelev2025ees",
                        "soderlind2003",
                        "kloeden1992",
                        "jelincic2024",
                        "foster2023adaptive",
                        "shmelev2025neuralsdes"),
                keys(adaptive));
        String constant = Citation.citation(term, new EES25(), OPTIONS.adjoint(new BacksolveAdjoint()));
        assertTrue(keys(constant).contains("li2020scalable"), constant);
        assertFalse(keys(constant).contains("foster2023adaptive"), constant);
    }

    @Test
    void aControlIsCitedAndAnOrdinaryTermAddsNothing() {
        Path path = LinearInterpolation.of(Tensor.of(0, 1), Tensor.of(0, 1).reshape(2, 1));
        var term = new ControlTerm<Tensor, Tensor>((t, y, args) -> y, path);
        Set<String> solver = keys(Citation.citation(new Heun(), OPTIONS));
        Set<String> controlled = keys(Citation.citation(term, new Heun(), OPTIONS));
        controlled.removeAll(solver);
        assertEquals(Set.of("kidger2020neuralcde"), controlled);
        assertEquals(solver, keys(Citation.citation(new ODETerm<Tensor, Tensor>((t, y, a) -> y), new Heun(), OPTIONS)));
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#forNoise")
    void everySolverForNoiseHasAnEntry(Solver solver) {
        assertTrue(keys(Citation.citation(solver, OPTIONS)).size()
                > keys(Citation.citation(new Nameless(), OPTIONS)).size());
    }

    private static Set<String> keys(String text) {
        return Pattern.compile("(?m)^@\\w+\\{(\\w+),")
                .matcher(text)
                .results()
                .map(entry -> entry.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
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
