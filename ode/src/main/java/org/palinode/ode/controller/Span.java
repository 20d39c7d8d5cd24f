package org.palinode.ode.controller;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.palinode.autodiff.memory.DType;

/**
 * Facts of a solve that a controller needs, in mirrored time that always runs forward.
 *
 * @param t0 start
 * @param t1 end, not before the start
 * @param dt0 the first step asked for, positive; empty if none was
 * @param errorOrder the local error estimate shrinks like h to this power
 * @param automaticFirstStep estimates a first step from the field; costs two evaluations; where dt0 was asked for and shrinks to a tenth,
 *     no longer one is tried. Infinite where dt0 was asked for and the solver's errors, or its equations, say well enough how far to shrink
 * @param automaticStep the same at a later time, from the state that the solve has there
 * @param direction 1 for a solve forward in time, −1 for one back: true time is direction times mirrored time
 * @param timeType the type of number whose neighbours of a jump a step may end at, and the next start
 * @param reach up to which fraction of a step it evaluates the field; 1 where not beyond its end
 * @param stops times that steps must not pass
 */
public record Span(
        double t0,
        double t1,
        OptionalDouble dt0,
        double errorOrder,
        DoubleSupplier automaticFirstStep,
        DoubleUnaryOperator automaticStep,
        double direction,
        DType timeType,
        double reach,
        Stops stops) {
    /** A solve forward in float64. */
    public Span(double t0, double t1, OptionalDouble dt0, double errorOrder, DoubleSupplier automaticFirstStep) {
        this(
                t0,
                t1,
                dt0,
                errorOrder,
                automaticFirstStep,
                t -> automaticFirstStep.getAsDouble(),
                1,
                DType.FLOAT64,
                1,
                Stops.NONE);
    }
}
