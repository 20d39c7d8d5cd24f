package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.tests.ode.noise.NoisyAdjointCase.Saving;
import org.palinode.tests.ode.noise.NoisyAdjointCase.Source;
import org.palinode.tests.ode.noise.NoisyAdjointCase.Stepping;
import org.palinode.tests.ode.support.Solvers;

/** Gradients under noise and controls: every solver, kind of noise, way of stepping and of saving, source of the noise, and adjoint. */
@Tag("slow") // compiles a solve and its gradients for each case
@Tag("once")
class NoisyAdjointsTest {
    private static List<Solver> solvers() {
        RootFinder exact = RootFinder.newton().tolerances(1e-13, 1e-14).maxIterations(20);
        return Stream.of(
                        Solvers.all(),
                        List.of(new ReversibleHeun(), new EES25(1e-2), new EES27(1e-2)),
                        Solvers.forNoise(),
                        List.of(
                                new HalfSolver(new Heun()),
                                new HalfSolver(new ItoMilstein()),
                                new HalfSolver(new SPaRK()),
                                new HalfSolver(new SEA()),
                                new ImplicitEuler(exact),
                                new Kvaerno3(exact),
                                new Rodas5P()))
                .<Solver>flatMap(List::stream)
                .toList();
    }

    private static List<NoisyAdjointCase> all() {
        List<NoisyAdjointCase> cases = new ArrayList<>();
        for (Solver solver : solvers()) {
            for (NoisyEquation equation : NoisyEquation.values()) {
                for (Stepping stepping : Stepping.values()) {
                    for (Saving saving : Saving.values()) {
                        for (Source source : Source.values()) {
                            cases.add(new NoisyAdjointCase(solver, equation, stepping, saving, source));
                        }
                    }
                }
            }
        }
        return cases.stream().filter(NoisyAdjointCase::isAdmitted).toList();
    }

    /** So few that each pair of choices is among them. */
    private static List<NoisyAdjointCase> pairwise(List<NoisyAdjointCase> cases) {
        Set<String> left = new HashSet<>();
        cases.forEach(row -> left.addAll(row.pairs()));
        List<NoisyAdjointCase> chosen = new ArrayList<>();
        for (int atLeast = 10; atLeast > 0; atLeast--) {
            for (NoisyAdjointCase row : cases) {
                if (row.pairs().stream().filter(left::contains).count() >= atLeast) {
                    chosen.add(row);
                    left.removeAll(row.pairs());
                }
            }
        }
        return chosen;
    }

    private static List<NoisyAdjointCase> reversed() {
        return all().stream().filter(NoisyAdjointCase::isReversible).toList();
    }

    @Test
    void pairwiseTheyGiveOneDerivativeOfTheSolversSteps() {
        onEach(pairwise(all()), NoisyAdjointCase::checkPlain);
    }

    @Test
    void pairwiseThoseThatAreReversedGiveTheDerivativeOfTheirMap() {
        onEach(pairwise(reversed()), NoisyAdjointCase::checkReversible);
    }

    private static void onEach(List<NoisyAdjointCase> cases, Consumer<NoisyAdjointCase> check) {
        assertAll(cases.stream().map(row -> () -> {
            try {
                check.accept(row);
            } catch (RuntimeException failure) {
                throw new AssertionError(row.toString(), failure);
            }
        }));
    }

    @Tag("long")
    @Test
    void allOfThemGiveOneDerivativeOfTheSolversSteps() {
        onEach(all(), NoisyAdjointCase::checkPlain);
    }

    @Tag("long")
    @Test
    void allThatAreReversedGiveTheDerivativeOfTheirMap() {
        onEach(reversed(), NoisyAdjointCase::checkReversible);
    }
}
