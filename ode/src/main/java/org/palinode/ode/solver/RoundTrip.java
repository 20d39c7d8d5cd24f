package org.palinode.ode.solver;

import org.palinode.autodiff.tensor.Tensor;

/**
 * Small difference v of the state, sent through a step of the base solver and back again, F(−h, F(h, z₀)). It decides if, and for how long,
 * steps of {@link Reversible} can be reversed. Where the field acts like λ, the base multiplies by R = R(hλ) forth and by S = R(−hλ) back.
 *
 * @param start v
 * @param forth R v
 * @param back S R v
 */
public record RoundTrip(Tensor start, Tensor forth, Tensor back) {
    /** Costs three steps of the base solver; {@code end} is F(h, z₀). */
    static RoundTrip of(Solver base, Field f, Tensor t0, Tensor h, Tensor z0, Tensor end, Tensor v) {
        double size = Math.sqrt(Math.sqrt(v.dtype().epsilon())); // rounding and curvature count alike
        Tensor t1 = t0.plus(h);
        Tensor endBeside = base.step(f, t0, h, z0.plus(v.times(size))).y();
        Tensor forth = endBeside.minus(end).dividedBy(size);
        Tensor back = base.step(f.reversed(), t1, h.negate(), endBeside).y();
        Tensor backBeside = base.step(f.reversed(), t1, h.negate(), end).y();
        return new RoundTrip(v, forth, back.minus(backBeside).dividedBy(size));
    }

    /** The gap (S R − 1) v that v leaves after one step. Its fastest growing part is what steps reverse worst. */
    public Tensor gap() {
        return back.minus(start);
    }

    /** The part (1 − R) v of v that the base solver forgets in a step, whereas y keeps it. */
    public Tensor forgotten() {
        return start.minus(forth);
    }
}
