package org.palinode.ode.internal.step;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.solver.Resync;

/**
 * The size of each component of a state over a whole solve, the largest |y| so far: what differences are measured by, so that a component may
 * pass through 0, start there, or have a unit of its own.
 *
 * <p>A component that never exceeds 64 ulp of the largest one is rounding of the others, and is not measured.
 *
 * @param largest the largest |y| so far, or of late, by component [n]
 */
public record StateScale(Tensor largest) {
    private static final double NOISE_ULPS = 64;
    private static final double SLOWEST_FADING = 0.8;

    /** The scale that has seen y [n] too. */
    public StateScale with(Tensor y) {
        return new StateScale(largest.maximum(y.abs()));
    }

    /**
     * The scale that has seen y [n] too, where the past may be forgotten: when the state as a whole has shrunk, all components fade with it, at most by a
     * fifth. So a solution that dies out is measured by what is left of it; one component near 0, beside others, fades nothing.
     */
    StateScale fading(Tensor y) {
        Tensor left = max(y.abs(), largest).maximum(SLOWEST_FADING).minimum(1);
        return new StateScale(largest.times(left)).with(y);
    }

    /** max |a − b| / (|a| + 10⁻³ largest), a scalar: how far a value b brought back is from the stored a. */
    public Tensor difference(Tensor a, Tensor b) {
        return max(a.minus(b).abs(), a.abs().plus(largest.times(1e-3)));
    }

    /** max |difference| / largest, a scalar. */
    Tensor relative(Tensor difference) {
        return max(difference.abs(), largest);
    }

    /** √Σ (difference / largest)², a scalar that a rotation does not change; for scales without zeros. */
    Tensor length(Tensor difference) {
        return difference.dividedBy(largest).square().sum().sqrt();
    }

    /**
     * The size of the gap at y in multiples of what never ends a segment, and of what always does. Scalars.
     *
     * @param gap by component [n]
     * @param tolerance of the step size controller, if steps are adapted
     */
    List<Tensor> gap(Tensor gap, Tensor y, Resync rule, Optional<ErrorScale> tolerance) {
        DType dtype = y.dtype();
        Tensor floor = largest.times(rule.gapFloor(dtype));
        Tensor ceiling = largest.times(Math.max(rule.gapCeiling(), rule.gapFloor(dtype)));
        if (tolerance.isPresent()) {
            Tensor tolerated = tolerance.get().tolerated(y, y);
            Tensor rounding = largest.times(Resync.FLOOR_ULPS * dtype.epsilon());
            floor = floor.minimum(tolerated.times(Resync.FLOOR_OF_TOLERANCE)).maximum(rounding);
            ceiling = ceiling.minimum(tolerated).maximum(floor);
        }
        return List.of(max(gap, floor), max(gap, ceiling));
    }

    /** The same with components that are not measured as large as the largest, or 1 where all of them are 0. */
    public StateScale filled() {
        Tensor most = most(largest);
        Tensor unit = Tensor.where(most.greater(0), most, most.onesLike());
        return new StateScale(Tensor.where(
                largest.greater(noise()), largest, largest.zerosLike().plus(unit)));
    }

    /** The number of components that are not 0, and not measured. */
    public int unmeasured() {
        double noise = noise().item();
        return (int) Arrays.stream(largest.toArray())
                .filter(size -> 0 < size && size <= noise)
                .count();
    }

    private Tensor noise() {
        return most(largest).times(NOISE_ULPS * largest.dtype().epsilon());
    }

    /** The largest ratio over the components that are measured; not a number where one of these is not. */
    private Tensor max(Tensor differences, Tensor sizes) {
        Tensor zero = differences.minus(differences); // or NaN
        return most(Tensor.where(largest.greater(noise()), differences.dividedBy(sizes), zero));
    }

    /** The largest number, a scalar; 0 if there are none. */
    static Tensor most(Tensor x) {
        return x.size() == 0 ? Tensor.scalar(0).cast(x.dtype()) : x.max();
    }
}
