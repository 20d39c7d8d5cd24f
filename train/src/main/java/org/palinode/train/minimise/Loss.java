package org.palinode.train.minimise;

import java.util.function.Function;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.ode.SolveException;

/** A loss with its gradient on vectors, that counts its evaluations. */
final class Loss<P> {
    private final Function<? super P, ValueAndGradient<P>> function;
    private final Coordinates<P> coordinates;
    private final int most;
    private int evaluations;

    Loss(Function<? super P, ValueAndGradient<P>> function, Coordinates<P> coordinates, int most) {
        this.function = function;
        this.coordinates = coordinates;
        this.most = most;
    }

    /** The point, with an infinite loss where a solve fails behind the first one. */
    Point at(double[] x) {
        evaluations++;
        try {
            var found = function.apply(coordinates.tree(x));
            return new Point(x, found.value().item(), coordinates.vector(found.gradient()));
        } catch (SolveException unsolved) {
            if (evaluations == 1) {
                throw unsolved;
            }
            return new Point(x, Double.POSITIVE_INFINITY, new double[x.length]);
        }
    }

    int evaluations() {
        return evaluations;
    }

    boolean isSpent() {
        return evaluations >= most;
    }
}
