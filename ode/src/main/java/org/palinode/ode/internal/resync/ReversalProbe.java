package org.palinode.ode.internal.resync;

import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.resume.ProbeFindings;

/**
 * Finds out whether, and for how long, steps can be reversed, by sending a small difference there and back again
 * ({@link org.palinode.ode.solver.RoundTrip}). What comes back changed most is sent the next time, so that it becomes the difference that fares
 * worst. The gap of the solve itself does not tell: at rest, or on a slow motion, there is none, and yet derivatives would run away in steps
 * that damp.
 *
 * <p>Costs three steps of the base solver each time: three times at the start, then after 8, 16, 32, ... steps, and where steps have become
 * longer by half.
 */
final class ReversalProbe {
    /** The part of a difference that y may keep, though the base solver would have forgotten it. */
    private static final double MOST_MISSED = 1e-2;

    /** Multiple of the relative tolerance that bounds it where steps are adapted, if this is less. */
    private static final double TOLERANCES = 100;

    /** A gap may grow that many times in any case: y misses the base solver's then by no more than that misses the solution. */
    private static final double LEAST_GROWTH = 2;

    /** Largest growth of rounding on the way back. */
    private static final double MOST_GROWTH = 1e5;

    private static final int FIRST_TIMES = 3;
    private static final int LONGEST_PAUSE = 128;
    private static final double LONGER = 1.5;

    /** Radians between components of the first difference: no two are alike, and none is left out. */
    private static final double APART = 2.4;

    private final CompiledStep stepper;
    private final LargestValues largest;
    private final CountedPlan plan;
    private final Buffer difference;
    private final double mostMissed;
    private double size;
    private double gap;
    private double missed;
    private double rate;
    private int pause;
    private int left;

    ReversalProbe(CompiledStep stepper, LargestValues largest) {
        this.stepper = stepper;
        this.largest = largest;
        difference = stepper.arena().allocate(stepper.programs().signature().state());
        plan = GapMeasure.bindings(stepper, largest)
                .reading(StepPart.DIFFERENCE, difference)
                .writing(StepPart.DIFFERENCE, difference)
                .plan(stepper.programs().gaps().roundTrip(), stepper.arena());
        double rtol =
                stepper.programs().key().scale().map(scale -> scale.rtol()).orElse(0.0);
        mostMissed = rtol == 0 ? MOST_MISSED : Math.min(MOST_MISSED, TOLERANCES * rtol);
    }

    /** Continues from what was found before. */
    void begin(ProbeFindings before) {
        size = before.size();
        gap = before.gap();
        missed = before.missed();
        rate = before.rate();
        pause = before.pause();
        left = before.left();
        before.difference().ifPresent(known -> difference.copyFrom(known.buffer()));
    }

    ProbeFindings findings() {
        Optional<Tensor> worst = size == 0 ? Optional.empty() : Optional.of(Tensor.copyOf(difference));
        return new ProbeFindings(size, gap, missed, rate, pause, left, worst);
    }

    /** Follows a step of signed size h, which is in the stepper with its end, and probes it if it is time. */
    void follow(double h) {
        left--;
        if (size == 0) {
            begin();
            for (int i = 1; i < FIRST_TIMES; i++) {
                run();
            }
        } else if (left <= 0) {
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        } else if (Math.abs(h) <= LONGER * size) {
            return;
        }
        run();
        size = Math.abs(h);
        gap = plan.output(StepPart.FIGURES, 0).get(0);
        missed = plan.output(StepPart.FIGURES, 1).get(0);
        rate = Math.log(plan.output(StepPart.FIGURES, 2).get(0)) / size;
        left = isReversible() ? pause : 0;
    }

    private void run() {
        plan.plan().run();
        stepper.count(plan.program());
    }

    /** Any difference of the size of y will do at first. */
    private void begin() {
        double[] sizes = largest.sizes();
        for (int i = 0; i < sizes.length; i++) {
            difference.set(i, sizes[i] * Math.cos(APART * i));
        }
    }

    /** True if y continues as the base solver would after a step that is reversed. */
    boolean isReversible() {
        return missed <= mostMissed;
    }

    /** The growth of a gap in a step of this size, a factor. */
    double growth(double h) {
        return Math.max(1, Math.exp(rate * Math.abs(h)));
    }

    /** The largest growth of a gap in a segment, a factor. */
    double mostGrowth() {
        return Math.max(LEAST_GROWTH, Math.min(MOST_GROWTH, mostMissed / gap));
    }
}
