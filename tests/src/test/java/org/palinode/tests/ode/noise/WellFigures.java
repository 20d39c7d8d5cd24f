package org.palinode.tests.ode.noise;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;

/** Moments of states in a double well, and the histogram of x over [−2.5, 2.5] against exp(−(x² − 1)²). */
final class WellFigures {
    private static final int BINS = 60;
    private static final double EDGE = 2.5;

    private final double[] counts = new double[BINS];
    private double count;
    private double second;
    private double fourth;
    private double velocity;

    /** The figures of 10,000 chains of a Langevin equation with γ = u = 1 and h = 0.1 over 1000 steps, of which the second half counts. */
    static WellFigures measured() {
        RandomKey key = RandomKey.of(17);
        int chains = 10_000;
        var term = new LangevinTerm<Tensor, Void>(
                Tensor.scalar(1),
                Tensor.scalar(1),
                (x, args) -> x.times(x.square().minus(1)).times(4),
                IndependentIncrements.of(key, chains).with(LevyArea.SPACE_TIME_TIME));
        var options = SolveOptions.standard().dt0(0.1);
        var start =
                new Pair<>(key.fold(1).normal(chains).times(0.8), key.fold(2).normal(chains));
        var y = diffeqsolve(term, new QUICSORT(), 0, 50, start, null, options).y1();
        var figures = new WellFigures();
        for (int block = 0; block < 10; block++) {
            double from = 50 + 5 * block;
            var solution = diffeqsolve(term, new QUICSORT(), from, from + 5, y, null, options.saveAt(SaveAt.steps()));
            figures.add(solution.ys().first().toArray(), solution.ys().second().toArray());
            y = solution.y1();
        }
        return figures;
    }

    private void add(double[] x, double[] v) {
        for (int i = 0; i < x.length; i++) {
            double square = x[i] * x[i];
            count++;
            second += square;
            fourth += square * square;
            velocity += v[i] * v[i];
            int bin = (int) Math.floor((x[i] + EDGE) / (2 * EDGE) * BINS);
            if (bin >= 0 && bin < BINS) {
                counts[bin]++;
            }
        }
    }

    /** The mean of x². */
    double second() {
        return second / count;
    }

    /** The mean of x⁴. */
    double fourth() {
        return fourth / count;
    }

    /** The mean of v². */
    double velocity() {
        return velocity / count;
    }

    /** The divergence Σ q log(q/p) of the shares q of the bins from those of the density. */
    double divergence() {
        double[] density = new double[BINS];
        double all = 0;
        for (int i = 0; i < BINS * 200; i++) {
            double x = -EDGE + (i + 0.5) * 2 * EDGE / (BINS * 200);
            double value = Math.exp(-(x * x - 1) * (x * x - 1));
            density[i / 200] += value;
            all += value;
        }
        double inside = 0;
        for (double bin : counts) {
            inside += bin;
        }
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double share = counts[bin] / inside;
            sum += share == 0 ? 0 : share * Math.log(share / (density[bin] / all));
        }
        return sum;
    }
}
