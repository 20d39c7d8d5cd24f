package org.palinode.ode.internal.step;

/** The names of what goes into a step and comes out of it, and of their cotangents. */
public enum StepPart {
    /** The start of the field's step: a float64 scalar. */
    TIME,
    /** The signed size of the field's step: a float64 scalar. */
    SIZE,
    /** The solution [n]. */
    Y,
    /** The vectors [n] that the solver hands from step to step beside the solution. */
    CARRY,
    /** The arguments of the field, the noise of the step, and the tensors that the field closes over. */
    PARAMETERS,
    /** The scaled error of the step: a float64 scalar. */
    ERROR,
    /** The report of the equations that are solved inside the step: {@link org.palinode.ode.solver.InnerSolves}. */
    INNER_SOLVES,
    /** The vectors [n] that the inside of the step is interpolated from. */
    DENSE,
    /** The residuals that a step leaves for its pull-back. */
    RESIDUALS,
    /** The fraction of the step at which its inside is interpolated. */
    THETA,
    /** The solution interpolated there [n]. */
    ROW,
    /** The signed size of the step before, 0 for the first. */
    SIZE_BEFORE,
    /** The solution at the end of the step, where the step itself is an input [n]. */
    Y_END,
    /** The carry at the end of the step, likewise. */
    CARRY_END,
    /** The largest |y| of the solve, component by component [n]; with the same of late where both are kept. */
    LARGEST,
    /** A difference of the state that is sent through the step [n]. */
    DIFFERENCE,
    /** Numbers by which a step is judged: float64 scalars. */
    FIGURES,
    /** The cotangent of {@link #TIME}; so for those that follow. */
    TIME_BAR,
    SIZE_BAR,
    Y_BAR,
    CARRY_BAR,
    PARAMETER_BARS,
    DENSE_BAR,
    THETA_BAR,
    ROW_BAR,
    /** The cotangents of y and carry in one block, at the start of a segment and at its end. */
    SEGMENT_BARS;

    /** The name of the cotangent. */
    StepPart bar() {
        return switch (this) {
            case TIME -> TIME_BAR;
            case SIZE -> SIZE_BAR;
            case Y -> Y_BAR;
            case CARRY -> CARRY_BAR;
            case PARAMETERS -> PARAMETER_BARS;
            case DENSE -> DENSE_BAR;
            case THETA -> THETA_BAR;
            case ROW -> ROW_BAR;
            default -> throw new IllegalArgumentException("nothing is pulled back to " + this);
        };
    }
}
