package org.palinode.tests.ode.noise;

/** Moments of states in a double well, and the histogram of x over [−2.5, 2.5] against exp(−(x² − 1)²). */
final class WellFigures {
    private static final int BINS = 60;
    private static final double EDGE = 2.5;

    private final double[] counts = new double[BINS];
    private double count;
    private double second;
    private double fourth;
    private double velocity;

    void add(double[] x, double[] v) {
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
