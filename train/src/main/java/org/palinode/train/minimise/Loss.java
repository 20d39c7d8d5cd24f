package org.palinode.train.minimise;

import java.util.function.Function;
import org.palinode.autodiff.Autodiff.ValueAndGradient;

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

    Point at(double[] x) {
        evaluations++;
        var found = function.apply(coordinates.tree(x));
        return new Point(x, found.value().item(), coordinates.vector(found.gradient()));
    }

    int evaluations() {
        return evaluations;
    }

    boolean isSpent() {
        return evaluations >= most;
    }
}
