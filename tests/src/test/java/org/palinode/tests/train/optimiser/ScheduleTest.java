package org.palinode.tests.train.optimiser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.train.schedule.Schedule;

class ScheduleTest {
    @Test
    void schedulesEndWhereTheySay() {
        assertEquals(0.25, Schedule.linear(1, 0.25, 4).at(1_000_000));
        assertEquals(0.25, Schedule.cosine(1, 0.25, 4).at(4), 1e-16);
        assertEquals(0.25, Schedule.cosine(1, 0.25, 4).at(1_000_000), 1e-16);
        assertEquals(8, Schedule.exponential(1, 2, 5).at(15), 1e-15);
        assertEquals(1, Schedule.constant(1).at(7));
    }

    @Test
    void jumpsTakeEffectAtTheirStep() {
        Schedule jumps = Schedule.piecewise(List.of(3.0, 2.0, 1.0), 5, 6);
        assertEquals(3, jumps.at(4));
        assertEquals(2, jumps.at(5));
        assertEquals(1, jumps.at(6));
    }

    @Test
    void warmUpsMeetTheirScheduleAtItsStart() {
        Schedule warm = Schedule.exponential(0.8, 0.5, 10).warmUp(0.2, 3);
        assertEquals(0.2, warm.at(0));
        assertEquals(0.4, warm.at(1), 1e-16);
        assertEquals(0.8, warm.at(3));
        assertEquals(0.4, warm.at(13), 1e-16);
        assertEquals(0.2, warm.warmUp(0, 2).at(2), 1e-16);
    }

    @Test
    void schedulesAreValues() {
        assertEquals(
                Schedule.cosine(1, 0, 9).warmUp(0, 3), Schedule.cosine(1, 0, 9).warmUp(0, 3));
        assertEquals(Schedule.piecewise(List.of(1.0, 2.0), 4), Schedule.piecewise(List.of(1.0, 2.0), 4));
    }

    @Test
    void numbersThatMakeNoScheduleAreRefused() {
        refuses("numbers of a constant schedule must be finite, got NaN", () -> Schedule.constant(Double.NaN));
        refuses(
                "numbers of a warm-up schedule must be finite",
                () -> Schedule.constant(1).warmUp(1 / 0.0, 2));
        refuses("the first step is 0, got -1", () -> Schedule.linear(1, 0, 3).at(-1));
        assertEquals(
                "a value of a piecewise schedule is null",
                assertThrows(NullPointerException.class, () -> Schedule.piecewise(Arrays.asList(1.0, null), 3))
                        .getMessage());
        refuses("a linear schedule takes at least 1 step, got 0", () -> Schedule.linear(1, 0, 0));
        refuses("a cosine schedule takes at least 1 step", () -> Schedule.cosine(1, 0, -3));
        refuses("an exponential schedule needs a positive factor, got 0.0", () -> Schedule.exponential(1, 0, 3));
        refuses("a piecewise schedule has one value more than jumps", () -> Schedule.piecewise(List.of(1.0), 3));
        refuses(
                "the jumps of a piecewise schedule must increase, got [3, 3]",
                () -> Schedule.piecewise(List.of(1.0, 2.0, 3.0), 3, 3));
    }

    private static void refuses(String text, Runnable call) {
        var thrown = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
    }
}
