package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;

/** Langevin equations in the long run: x has the density exp(−f), v is normal of variance u. */
class StationaryLawTest {
    private static final RandomKey KEY = RandomKey.of(17);

    private static IndependentIncrements<Tensor> path(int chains) {
        return IndependentIncrements.of(KEY, chains).with(LevyArea.SPACE_TIME_TIME);
    }

    /** f = x²: variance ½ whatever γ and u. Chance is 1.6 % of 8000 chains, of which five are allowed; transients fell to e⁻¹². */
    @Tag("once")
    @ParameterizedTest
    @ValueSource(strings = {"ALIGN", "ShOULD", "QUICSORT"})
    void aSpringHasItsVariances(String solver) {
        int chains = 8000;
        var term = new LangevinTerm<Tensor, Void>(
                Tensor.scalar(1.5), Tensor.scalar(2), (x, args) -> x.times(2), path(chains));
        var y1 = diffeqsolve(
                        term,
                        StrongOrderRow.solver(solver),
                        0,
                        8,
                        new Pair<>(Tensor.ones(chains), Tensor.zeros(chains)),
                        null,
                        SolveOptions.standard().dt0(0.1))
                .y1();
        assertEquals(0.5, y1.first().square().mean().item(), 0.5 * 0.08);
        assertEquals(2, y1.second().square().mean().item(), 2 * 0.08);
        assertEquals(1, y1.first().plus(y1.second()).square().mean().item() / 2.5, 0.08); // both are independent
    }

    /** f = (x² − 1)²: 10,000 chains over 1000 steps, of which the second half counts, as others did. */
    @Tag("long")
    @Test
    void aDoubleWellHasItsDensity() {
        int chains = 10_000;
        var term = new LangevinTerm<Tensor, Void>(
                Tensor.scalar(1),
                Tensor.scalar(1),
                (x, args) -> x.times(x.square().minus(1)).times(4),
                path(chains));
        var options = SolveOptions.standard().dt0(0.1);
        var start =
                new Pair<>(KEY.fold(1).normal(chains).times(0.8), KEY.fold(2).normal(chains));
        var y = diffeqsolve(term, new QUICSORT(), 0, 50, start, null, options).y1();
        var found = new WellFigures();
        for (int block = 0; block < 10; block++) {
            double from = 50 + 5 * block;
            var solution = diffeqsolve(
                    term,
                    new QUICSORT(),
                    from,
                    from + 5,
                    y,
                    null,
                    options.saveAt(SaveAt.steps().andState()));
            found.add(solution.ys().first().toArray(), solution.ys().second().toArray());
            y = solution.y1();
        }
        assertEquals(0.8327454871, found.second(), 0.003);
        assertEquals(0.25, found.fourth() - found.second(), 0.005); // exactly ¼, as for any such potential
        assertEquals(1, found.velocity(), 0.005);
        assertTrue(found.divergence() < 1e-4, () -> "divergence " + found.divergence());
    }
}
