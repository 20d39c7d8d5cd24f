package org.palinode.ode.internal.integrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.solver.Euler;

/** A record of steps that follow a formula keeps no times, and gives back those that a list would have kept. */
class EqualStepsTest {
    private static final Tensor START = Tensor.of(1.0);
    private static final CompiledStep STEPPER = IdleSteps.take(StepProgramCache.get(new StepKey(
            Program.traceClosed(List.of(TensorType.float64(), START.type()), in -> List.of(in.get(1))),
            new Euler(),
            Optional.empty())));

    @Test
    void timesOfAGridAreThoseOfTheLoopToTheBit() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 300; i++) {
            double t0 = random.nextInt(4) == 0 ? 0 : random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-6, 7));
            double length = Math.pow(10, random.nextInt(-3, 4)) * (random.nextBoolean() ? 1 : random.nextDouble());
            double steps = random.nextBoolean() ? random.nextInt(1, 300) : random.nextDouble(0.5, 300);
            compare(t0, random.nextBoolean() ? t0 + length : t0 - length, length / steps);
        }
    }

    private static void compare(double t0, double t1, double dt0) {
        double direction = IntegrationLoop.direction(t0, t1);
        StepSizes sizes = new ConstantStepSize()
                .begin(new Span(direction * t0, direction * t1, OptionalDouble.of(dt0), 1, () -> dt0));
        AcceptedSteps formula = new AcceptedSteps(t0, sizes.grid().get(), direction);
        AcceptedSteps list = new AcceptedSteps(t0);
        STEPPER.begin(List.of());
        STEPPER.start(t0, START.buffer());
        IntegrationLoop.run(STEPPER, sizes, t0, t1, 1000, List.of(formula, list));
        assertTrue(list.steps() > 0);
        assertSame(list, formula);
        assertEquals(
                new AcceptedSteps(t0, sizes.grid().get(), direction).bytes(),
                formula.bytes(),
                list.steps() + " steps from " + t0 + " to " + t1 + " took memory");
    }

    private static void assertSame(AcceptedSteps list, AcceptedSteps other) {
        assertEquals(list.steps(), other.steps());
        assertArrayEquals(bits(list.times()), bits(other.times()));
        assertArrayEquals(bits(list.timesAndSizes()), bits(other.timesAndSizes()));
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    /** As at an event. */
    @Test
    void aStepThatIsCutShortLeavesTheGridAndAllTimesAreListed() {
        AcceptedSteps formula = new AcceptedSteps(0, step -> 0.25 * step, 1);
        AcceptedSteps list = new AcceptedSteps(0);
        double[] points = {0, 0.25, 0.5, 0.6, 0.75, 1};
        for (int step = 0; step + 1 < points.length; step++) {
            double h = points[step + 1] - points[step];
            formula.accepted(step, points[step], points[step + 1], h);
            list.accepted(step, points[step], points[step + 1], h);
            assertSame(list, formula);
        }
        assertEquals(list.bytes(), formula.bytes());
    }
}
