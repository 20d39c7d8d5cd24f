package org.palinode.ode.noise;

import java.util.Arrays;

/**
 * Increment of a Brownian motion over one interval, for each component: W, and the Lévy areas H and K as far as the level goes. It is
 * memory that a {@link IncrementReader} writes again and again, and no value. Joining and parting follow from the definitions of
 * {@link LevyArea}.
 *
 * <p>Source: J. Foster, T. Lyons, H. Oberhauser, "An optimal polynomial approximation of Brownian motion", SIAM J. Numer. Anal. 58(3), 2020.
 */
public final class Increments {
    private final LevyArea level;
    final double[] w;
    final double[] h; // empty without this area, and so is k
    final double[] k;
    private double length;

    /** Memory for so many components, all 0 over no time. */
    public Increments(LevyArea level, int components) {
        this.level = level;
        w = new double[components];
        h = new double[level.numbers() > 1 ? components : 0];
        k = new double[level.numbers() > 2 ? components : 0];
    }

    /** The areas that are known beside W. */
    public LevyArea level() {
        return level;
    }

    /** The number of Brownian motions. */
    public int components() {
        return w.length;
    }

    /** The length of the interval, in the unit of t; never negative. */
    public double length() {
        return length;
    }

    /** W of a component. */
    public double w(int i) {
        return w[i];
    }

    /** H of a component; 0 without this area. */
    public double h(int i) {
        return h.length == 0 ? 0 : h[i];
    }

    /** K of a component; 0 without this area. */
    public double k(int i) {
        return k.length == 0 ? 0 : k[i];
    }

    /** Sets the length of the interval. */
    public void over(double newLength) {
        length = newLength;
    }

    /** Sets a component; areas that the level has not are left out. */
    public void set(int i, double newW, double newH, double newK) {
        w[i] = newW;
        if (h.length > 0) {
            h[i] = newH;
        }
        if (k.length > 0) {
            k[i] = newK;
        }
    }

    /** Becomes a copy of another increment of this level. */
    public void set(Increments other) {
        length = other.length;
        System.arraycopy(other.w, 0, w, 0, w.length);
        if (level != LevyArea.NONE) {
            System.arraycopy(other.h, 0, h, 0, h.length);
            System.arraycopy(other.k, 0, k, 0, k.length);
        }
    }

    /** Becomes the increment over no time, which is 0. */
    public void clear() {
        length = 0;
        Arrays.fill(w, 0);
        Arrays.fill(h, 0);
        Arrays.fill(k, 0);
    }

    /** Turned round in time: W and K change their signs, H does not. */
    public void reverse() {
        negate(w);
        negate(k);
    }

    private static void negate(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -numbers[i];
        }
    }

    /** Becomes the increment over this interval and its neighbour to the right. */
    public void then(Increments next) {
        switch (level) {
            case NONE -> thenW(next);
            case SPACE_TIME -> thenH(next);
            case SPACE_TIME_TIME -> thenK(next);
        }
        length += next.length;
    }

    private void thenW(Increments next) {
        for (int i = 0; i < w.length; i++) {
            w[i] += next.w[i];
        }
    }

    private void thenH(Increments next) {
        double a = length;
        double b = next.length;
        for (int i = 0; i < w.length; i++) {
            double turn = b * w[i] - a * next.w[i];
            h[i] = (a * h[i] + b * next.h[i] + turn / 2) / (a + b);
            w[i] += next.w[i];
        }
    }

    private void thenK(Increments next) {
        double a = length;
        double b = next.length;
        double square = (a + b) * (a + b);
        for (int i = 0; i < w.length; i++) {
            double turn = b * w[i] - a * next.w[i];
            double areaK = a * a * k[i] + b * b * next.k[i] + crossK(a, b, h[i], next.h[i], turn);
            k[i] = areaK / square;
            h[i] = (a * h[i] + b * next.h[i] + turn / 2) / (a + b);
            w[i] += next.w[i];
        }
    }

    /** Becomes what {@code whole} has to the right of {@code left}. */
    public void rest(Increments whole, Increments left) {
        without(whole, left, 1);
    }

    /** Becomes what {@code whole} has to the left of {@code right}. */
    public void beginning(Increments whole, Increments right) {
        without(whole, right, -1);
    }

    /** Becomes what {@code whole} has beside a part, which lies at its left end for a direction of 1; at the right one for −1, where all is turned round in time. */
    private void without(Increments whole, Increments part, int direction) {
        double a = part.length;
        double b = whole.length - a;
        length = b;
        for (int i = 0; i < w.length; i++) {
            w[i] = whole.w[i] - part.w[i];
            if (level != LevyArea.NONE) {
                double turn = direction * (b * part.w[i] - a * w[i]);
                h[i] = (whole.length * whole.h[i] - a * part.h[i] - turn / 2) / b;
                if (level == LevyArea.SPACE_TIME_TIME) {
                    double cross = direction * crossK(a, b, part.h[i], h[i], turn);
                    double areaK = whole.length * whole.length * whole.k[i] - a * a * part.k[i] - cross;
                    k[i] = areaK / (b * b);
                }
            }
        }
    }

    private static double crossK(double a, double b, double leftH, double rightH, double turn) {
        return a * b / 2 * (leftH - rightH) + (b - a) / 12 * turn;
    }
}
