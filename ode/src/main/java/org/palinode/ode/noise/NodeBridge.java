package org.palinode.ode.noise;

import org.palinode.ode.noise.Normals.Use;

/**
 * Parting a node of a Brownian tree at its middle, or at a time inside, by the law of the parts given the whole.
 *
 * <p>Sources: J. Foster, "Numerical approximations for stochastic differential equations", thesis, Oxford 2020, theorems 6.1.4 and 6.1.6;
 * A. Jelinčič, J. Foster, P. Kidger, "Single-seed generation of Brownian paths and integrals for adaptive and high order SDE solvers",
 * 2024, arXiv:2405.06464.
 */
final class NodeBridge {
    private final Normals normals;
    private final LevyArea level;
    /** The numbers of each letter, one for each component. */
    private final double[][] letters;

    private final Spread spread = new Spread();

    NodeBridge(Normals normals, LevyArea level, int components) {
        this.normals = normals;
        this.level = level;
        letters = new double[level.numbers()][components];
    }

    /** The increment over an interval that is no part of another: over the whole tree; its length is set already. */
    void whole(long node, Increments into) {
        draw(node, Use.WHOLE);
        double root = Math.sqrt(into.length());
        double[] first = letters[0];
        for (int i = 0; i < first.length; i++) {
            into.w[i] = root * first[i];
        }
        if (level.numbers() > 1) {
            scale(root, letters[1], Math.sqrt(12), into.h);
        }
        if (level.numbers() > 2) {
            scale(root, letters[2], Math.sqrt(720), into.k);
        }
    }

    private static void scale(double factor, double[] numbers, double divisor, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = factor * numbers[i] / divisor;
        }
    }

    /** The halves of {@code node}; their lengths are set already. */
    void halves(long node, Increments whole, Increments left, Increments right) {
        draw(node, Use.HALVES);
        double root = Math.sqrt(whole.length());
        switch (level) {
            case NONE -> halves(root, whole, left, right);
            case SPACE_TIME -> halvesWithArea(root, whole, left, right);
            case SPACE_TIME_TIME -> halvesWithAreas(root, whole, left, right);
        }
    }

    private void halves(double root, Increments whole, Increments left, Increments right) {
        double[] first = letters[0];
        for (int i = 0; i < first.length; i++) {
            double z = root * first[i];
            double w = whole.w[i] / 2;
            left.w[i] = w + z / 2;
            right.w[i] = w - z / 2;
        }
    }

    private void halvesWithArea(double root, Increments whole, Increments left, Increments right) {
        double[] first = letters[0];
        double[] second = letters[1];
        for (int i = 0; i < first.length; i++) {
            double z = root * first[i];
            double w = whole.w[i] / 2;
            double shift = 1.5 * whole.h[i] + z / 4;
            double mean = whole.h[i] / 4 - z / 8;
            double x = root * second[i] / Math.sqrt(48);
            left.w[i] = w + shift;
            right.w[i] = w - shift;
            left.h[i] = mean + x;
            right.h[i] = mean - x;
        }
    }

    private void halvesWithAreas(double root, Increments whole, Increments left, Increments right) {
        double[] first = letters[0];
        double[] second = letters[1];
        double[] third = letters[2];
        for (int i = 0; i < first.length; i++) {
            double z = root * first[i];
            double w = whole.w[i] / 2;
            double shift = 1.5 * whole.h[i] + z / 4;
            double mean = whole.h[i] / 4 - z / 8;
            double x = root * second[i] / Math.sqrt(768);
            double bend = 3.75 * whole.k[i] + x;
            double k = whole.k[i] / 8 - x / 2;
            double y = root * third[i] / Math.sqrt(2880);
            left.w[i] = w + shift;
            right.w[i] = w - shift;
            left.h[i] = mean + bend;
            right.h[i] = mean - bend;
            left.k[i] = k + y;
            right.k[i] = k - y;
        }
    }

    /**
     * Parts a node at a time inside of it; the lengths of the parts are set already, and neither is 0. The shorter part is drawn, and the
     * longer one is the rest: the other way round the rest would be lost to rounding.
     */
    void inside(long node, Increments whole, Increments left, Increments right) {
        draw(node, Use.INSIDE);
        if (left.length() <= right.length()) {
            part(whole, left, right.length(), 1);
            right.rest(whole, left);
        } else {
            part(whole, right, left.length(), -1);
            left.beginning(whole, right);
        }
    }

    /** The part of length s beside one of length u, which lies at the left end for a direction of 1; at the right one for −1, where all is turned round in time. */
    private void part(Increments whole, Increments part, double u, int direction) {
        double s = part.length();
        switch (level) {
            case NONE -> bridge(whole, part, s, u, direction);
            case SPACE_TIME -> bridgeWithArea(whole, part, s, u, direction);
            case SPACE_TIME_TIME -> bridgeWithAreas(whole, part, s, u, direction);
        }
    }

    private void bridge(Increments whole, Increments part, double s, double u, int direction) {
        double length = s + u;
        double share = s / length;
        double deviation = direction * Math.sqrt(share * u);
        double[] first = letters[0];
        for (int i = 0; i < first.length; i++) {
            part.w[i] = share * whole.w[i] + deviation * first[i];
        }
    }

    private void bridgeWithArea(Increments whole, Increments part, double s, double u, int direction) {
        double length = s + u;
        double x = s / length;
        double y = u / length;
        double d = Math.sqrt(x * x * x + y * y * y);
        double a = x * x * x * Math.sqrt(x * y) / (2 * d);
        double b = y * y * y * Math.sqrt(x * y) / (2 * d);
        double c = x * y * Math.sqrt(3 * x * y) / (6 * d);
        double root = Math.sqrt(length);
        double[] first = letters[0];
        double[] second = letters[1];
        for (int i = 0; i < first.length; i++) {
            double n1 = root * first[i];
            double n2 = direction * root * second[i];
            double w = x * direction * whole.w[i] + 6 * x * y * whole.h[i] + 2 * (a + b) * n1;
            part.w[i] = direction * w;
            part.h[i] = x * x * whole.h[i] - a / x * n1 + c / x * n2;
        }
    }

    private void bridgeWithAreas(Increments whole, Increments part, double s, double u, int direction) {
        double length = s + u;
        double x = s / length;
        double y = u / length;
        spread.ofPart(x, y);
        double root = Math.sqrt(length);
        double[] first = letters[0];
        double[] second = letters[1];
        double[] third = letters[2];
        for (int i = 0; i < first.length; i++) {
            double n1 = root * first[i];
            double n2 = root * second[i];
            double n3 = root * third[i];
            double wholeW = direction * whole.w[i];
            double wholeK = direction * whole.k[i];
            double w = x * wholeW + 6 * x * y * whole.h[i] + 60 * x * y * (y - x) * wholeK + spread.ww * n1;
            double k = x * x * x * wholeK + spread.kw * n1 + spread.kh * n2 + spread.kk * n3;
            part.w[i] = direction * w;
            part.h[i] = x * x * whole.h[i] + 30 * x * x * y * wholeK + spread.hw * n1 + spread.hh * n2;
            part.k[i] = direction * k;
        }
    }

    /** The Cholesky factor of the covariance of W, H and K of a part, given the whole of length 1. */
    private static final class Spread {
        double ww;
        double hw;
        double hh;
        double kw;
        double kh;
        double kk;

        void ofPart(double x, double y) {
            double x3 = x * x * x;
            double square = (x - y) * (x - y);
            double varianceW = x * y * (square * square + 4 * x * x * y * y);
            double covarianceWH = -x3 * y * (x * x - 3 * x * y + 6 * y * y) / 2;
            double covarianceWK = x3 * x * y * (x - y) / 12;
            double varianceH = x / 12 * (1 - x3 * (x * x + 2 * x * y + 16 * y * y));
            double covarianceHK = -y * x3 * x * x / 24;
            double varianceK = x / 720 * (1 - x3 * x * x);
            ww = Math.sqrt(varianceW);
            hw = covarianceWH / ww;
            kw = covarianceWK / ww;
            hh = Math.sqrt(varianceH - hw * hw);
            kh = (covarianceHK - hw * kw) / hh;
            kk = Math.sqrt(varianceK - kw * kw - kh * kh);
        }
    }

    private void draw(long node, Use use) {
        for (int i = 0; i < letters.length; i++) {
            normals.fill(normals.letter(node, level, use, i), letters[i]);
        }
    }
}
