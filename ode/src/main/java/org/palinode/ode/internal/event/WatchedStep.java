package org.palinode.ode.internal.event;

import org.palinode.ode.internal.step.CompiledStep;

/** A step in a stepper and the conditions along it: by its dense output, and by the solver's own steps of other sizes from its start. */
final class WatchedStep {
    /** Part of the step by which a look is further where a condition is zero, to tell where it goes. */
    private static final double FURTHER = 0x1p-10;

    private static final double RESOLVED = 16;

    private final CompiledStep stepper;
    private final Conditions conditions;
    /** Events are told apart from the ends of steps by this much time, 0 if only by rounding. */
    private final double shortest;

    private double t;
    private double end;
    private double next;
    private double h;
    private double taken;

    WatchedStep(CompiledStep stepper, Conditions conditions, double shortest) {
        this.shortest = shortest;
        this.stepper = stepper;
        this.conditions = conditions;
    }

    /** Turns to the step of signed size {@code size} from t0 to t1, which is in the stepper; another one would start at {@code t2}. */
    void begin(double t0, double t1, double t2, double size) {
        t = t0;
        end = t1;
        next = t2;
        h = size;
        taken = size;
    }

    /** The signed size of the step. */
    double h() {
        return h;
    }

    /** The end time of the part of the step of this signed size; exact for all of it. */
    double after(double size) {
        return size == h ? end : t + size;
    }

    /** The time at which the conditions are evaluated there: the time that is skipped after the step belongs to its end. */
    private double seen(double size) {
        return size == h ? next : t + size;
    }

    /** Evaluates the conditions at the start. */
    void start() {
        conditions.evaluate(t, stepper.y());
    }

    /** Leaves the whole step in the stepper. */
    void whole() {
        if (taken != h) {
            stepper.attemptSize(t, h);
            taken = h;
        }
    }

    /** Evaluates the conditions by dense output, after a fraction of the step. */
    void look(double fraction) {
        whole();
        conditions.evaluate(seen(fraction * h), fraction == 1 ? stepper.yEnd() : stepper.interpolate(fraction));
    }

    /** Evaluates the conditions just after a fraction of the step. */
    void lookBeyond(double fraction) {
        double resolution = RESOLVED * stepper.y().dtype().epsilon() * Math.max(Math.abs(t), Math.abs(end));
        look(fraction + Math.max(FURTHER, resolution / Math.abs(h)));
    }

    /** Evaluates the conditions at the end of a step of another size, which is left in the stepper. */
    void take(double size) {
        stepper.attemptSize(t, size);
        taken = size;
        conditions.evaluate(seen(size), stepper.yEnd());
    }

    /** The conditions at the end of a step of another size, with what is needed to judge them. */
    Approach approach(double size, Watch[] watches) {
        double share = Math.sqrt(stepper.y().dtype().epsilon());
        double distance = Math.copySign(Math.min(share * Math.abs(h), Math.abs(size) / 2), h);
        double[] before = new double[conditions.size()];
        take(size - distance);
        for (int event = 0; event < before.length; event++) {
            before[event] = conditions.value(event);
        }
        take(size);
        Motion motion = conditions.motion(after(size), stepper.yEnd());
        Approach there = Approach.of(size, watches.length);
        for (int event = 0; event < watches.length; event++) {
            there.judge(event, watches[event].side(), conditions.value(event), before[event], distance, motion);
        }
        return there;
    }

    /** A size that gets on, and is that of the whole step where it gets as far, or leaves too little for another step. */
    double proper(double size) {
        double next = Math.nextAfter(t, end) - t;
        double smallest = Math.max(Math.abs(next), Math.max(shortest, Double.MIN_NORMAL)); // an ulp of 0 is no size
        double large = Math.copySign(Math.max(Math.abs(size), smallest), h);
        double left = (end - (t + large)) * Math.signum(h);
        return left > 0 && left >= shortest ? large : h;
    }

    double value(int event) {
        return conditions.value(event);
    }

    Sign sign(int event) {
        return conditions.sign(event);
    }

    /** True if all conditions, as last evaluated, are numbers. */
    boolean areNumbers() {
        return conditions.notANumber().isEmpty();
    }
}
