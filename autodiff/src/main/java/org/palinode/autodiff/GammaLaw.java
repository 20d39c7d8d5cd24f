package org.palinode.autodiff;

/**
 * The gamma law with scale 1, by rejection; a shape below 1 by way of the shape that is 1 larger.
 *
 * <p>Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM Transactions on Mathematical Software 26(3),
 * 2000, doi:10.1145/358407.358414.
 */
record GammaLaw(double shape) {
    GammaLaw {
        if (!isShape(shape)) {
            throw new IllegalArgumentException("a gamma law needs a positive finite shape, got " + shape);
        }
    }

    static boolean isShape(double number) {
        return number > 0 && number <= Double.MAX_VALUE;
    }

    /** A number of this law, from the words of a seed of its own. */
    double number(long seed) {
        if (shape < 1) {
            return new GammaLaw(shape + 1).number(Words.fold(seed, 0)) * StrictMath.pow(Words.unit(seed, 0), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        long normals = Words.fold(seed, 1);
        for (long attempt = 0; ; attempt++) {
            double x = Words.normal(normals, attempt);
            double root = 1 + c * x;
            double v = root * root * root;
            if (v > 0 && StrictMath.log(Words.unit(seed, attempt)) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
    }
}
