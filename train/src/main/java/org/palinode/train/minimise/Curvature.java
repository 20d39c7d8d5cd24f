package org.palinode.train.minimise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The inverse of a Hessian, as the last changes of the point and of the gradient show it. */
final class Curvature {
    /** A change s of the point, y of the gradient, and their product sᵀy. */
    private record Pair(double[] s, double[] y, double product) {}

    private final int most;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    Curvature(int most) {
        this.most = most;
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    void forget() {
        pairs.clear();
    }

    /** Remembers a step. One along which the gradient does not grow is left out: H would not stay positive. */
    void add(Point from, Point to) {
        double[] s = Vectors.plus(to.x(), -1, from.x());
        double[] y = Vectors.plus(to.gradient(), -1, from.gradient());
        double product = Vectors.dot(s, y);
        if (!(product
                > Math.ulp(1.0) * Math.sqrt(Vectors.dot(s, s)) * Math.sqrt(Vectors.dot(y, y)))) { // also refuses NaN
            return;
        }
        pairs.addLast(new Pair(s, y, product));
        if (pairs.size() > most) {
            pairs.removeFirst();
        }
    }

    /** The product H v by two loops (algorithm 7.4), from the newest pair to the oldest and back. */
    double[] inverseTimes(double[] v) {
        double[] weights = new double[pairs.size()];
        double[] q = v;
        int i = weights.length;
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
            Pair pair = newest.next();
            weights[--i] = Vectors.dot(pair.s(), q) / pair.product();
            q = Vectors.plus(q, -weights[i], pair.y());
        }
        q = Vectors.times(scale(), q);
        for (Pair pair : pairs) {
            double weight = Vectors.dot(pair.y(), q) / pair.product();
            q = Vectors.plus(q, weights[i++] - weight, pair.s());
        }
        return q;
    }

    /** The size of H before the pairs, by the newest of them (equation 7.20). */
    private double scale() {
        Pair newest = pairs.peekLast();
        return newest == null ? 1 : newest.product() / Vectors.dot(newest.y(), newest.y());
    }
}
