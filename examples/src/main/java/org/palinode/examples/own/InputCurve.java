package org.palinode.examples.own;

import java.util.Locale;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;

/** Curves through inputs as the command line names them. */
public enum InputCurve {
    /** Straight lines. */
    LINEAR {
        @Override
        Path path(Tensor times, Tensor inputs) {
            return LinearInterpolation.of(times, MissingValues.fill(times, inputs));
        }
    },
    /** Cubics with a continuous slope, that from the value before. */
    CUBIC {
        @Override
        Path path(Tensor times, Tensor inputs) {
            return CubicInterpolation.backwardHermite(times, inputs);
        }
    };

    /** The path through inputs [T, ...] with gaps (NaN). */
    abstract Path path(Tensor times, Tensor inputs);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
