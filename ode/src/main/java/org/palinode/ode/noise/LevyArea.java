package org.palinode.ode.noise;

/** Areas that an increment of Brownian motion over [s, t], of length h, tells beside W = W(t) − W(s). */
public enum LevyArea {
    /** W alone. */
    NONE,
    /** Also H = (1/h) ∫ (W(v) − W(s) − (v − s)/h · W) dv, of variance h/12. */
    SPACE_TIME,
    /** Also K = (1/h²) ∫ (W(v) − W(s) − (v − s)/h · W)((s + t)/2 − v) dv, of variance h/720. */
    SPACE_TIME_TIME;

    /** The count of numbers that a component of the increment has. */
    public int numbers() {
        return ordinal() + 1;
    }
}
