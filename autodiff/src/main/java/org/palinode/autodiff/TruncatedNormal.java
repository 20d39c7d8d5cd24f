package org.palinode.autodiff;

/**
 * The standard normal law between two bounds, by rejection. Proposed are normal numbers where the bounds hold much of the law, numbers of an
 * exponential law that begins at the nearer bound in a tail, and uniform ones where the bounds are near each other.
 *
 * <p>Source: C. P. Robert, "Simulation of truncated normal variables", Statistics and Computing 5, 1995, doi:10.1007/BF00143942.
 */
record TruncatedNormal(double low, double high) {
    TruncatedNormal {
        if (!(low < high)) {
            throw new IllegalArgumentException("a truncated normal law needs low < high, got " + low + " and " + high);
        }
    }

    /** A number of this law, from the words of a seed of its own. */
    double number(long seed) {
        if (high <= 0) {
            return -new TruncatedNormal(-high, -low).number(seed);
        }
        if (high - low < 2) {
            return near(seed);
        }
        return low > 0.5 ? tail(seed) : plain(seed);
    }

    private double near(long seed) {
        double likeliest = Math.max(low, 0);
        for (long word = 0; ; word += 2) {
            double x = low + (high - low) * Words.unit(seed, word);
            if (Words.unit(seed, word + 1) <= StrictMath.exp((likeliest * likeliest - x * x) / 2)) {
                return x;
            }
        }
    }

    private double tail(long seed) {
        double rate = (low + Math.sqrt(low * low + 4)) / 2;
        for (long word = 0; ; word += 2) {
            double x = low - StrictMath.log(Words.unit(seed, word)) / rate;
            if (x < high && Words.unit(seed, word + 1) <= StrictMath.exp(-(x - rate) * (x - rate) / 2)) {
                return x;
            }
        }
    }

    private double plain(long seed) {
        for (long attempt = 0; ; attempt++) {
            double x = Words.normal(seed, attempt);
            if (low < x && x < high) {
                return x;
            }
        }
    }
}
