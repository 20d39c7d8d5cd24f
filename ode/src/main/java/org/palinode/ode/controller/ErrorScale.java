package org.palinode.ode.controller;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Errors as multiples of what is tolerated: atol + rtol max(|y₀|, |y₁|) for each component, then a norm over all.
 *
 * @param rtol relative tolerance, a pure number
 * @param atol absolute tolerance, in the unit of y
 * @param norm of the scaled components; the root mean square unless another is given
 */
public record ErrorScale(double rtol, double atol, Norm norm) {
    /** Norm that makes one number of many components. */
    public enum Norm {
        /** √(mean of squares): a state written twice is not harder. */
        RMS {
            @Override
            Tensor of(Tensor x) {
                return x.square().mean().sqrt();
            }
        },
        /** The largest magnitude: every component meets the tolerance by itself. */
        MAX {
            @Override
            Tensor of(Tensor x) {
                return x.abs().max();
            }
        };

        abstract Tensor of(Tensor x);
    }

    /** Errors in the root mean square. */
    public ErrorScale(double rtol, double atol) {
        this(rtol, atol, Norm.RMS);
    }

    /** @throws IllegalArgumentException if a tolerance is negative, infinite or NaN, or both are 0 */
    public ErrorScale {
        Objects.requireNonNull(norm, "an ErrorScale needs a norm, got null; Norm.RMS is the standard");
        if (!(rtol >= 0) || !(atol >= 0) || !(rtol + atol > 0) || Double.isInfinite(rtol + atol)) {
            throw new IllegalArgumentException(
                    "an adaptive controller needs rtol >= 0 and atol >= 0, not both 0, got rtol = " + rtol
                            + " and atol = " + atol + "; 1e-3 and 1e-6 are coarse, 1e-8 for both is fine");
        }
    }

    /** The scale with tolerances this many times as small. */
    public ErrorScale tightened(double times) {
        return new ErrorScale(rtol / times, atol / times, norm);
    }

    /** The scaled error of a step, a scalar; NaN where y₁ is not finite, even if the error is. No error is 0 of no tolerance. */
    public Tensor scaled(Tensor error, Tensor y0, Tensor y1) {
        Tensor tolerated = tolerated(y0, y1);
        Tensor zero = tolerated.minus(tolerated); // or NaN
        Tensor multiples = error.ratioTo(tolerated).plus(zero);
        return multiples.size() == 0 ? Tensor.scalar(0).cast(multiples.dtype()) : norm.of(multiples);
    }

    /** The tolerated error of each component [n] in a step from y₀ to y₁. */
    public Tensor tolerated(Tensor y0, Tensor y1) {
        return y0.abs().maximum(y1.abs()).times(rtol).plus(atol);
    }

    /** The norm of a value [n] in multiples of the errors that are tolerated at y; a scalar. */
    public Tensor scaled(Tensor value, Tensor y) {
        return scaled(value, y, y);
    }
}
