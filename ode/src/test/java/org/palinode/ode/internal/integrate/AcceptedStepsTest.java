package org.palinode.ode.internal.integrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What a record of steps is, and what is none. */
class AcceptedStepsTest {
    private static AcceptedSteps twoSteps() {
        AcceptedSteps record = new AcceptedSteps(1);
        record.accepted(0, 1, 1.5, 0.5);
        record.accepted(1, 1.5, 2.25, 0.75);
        return record;
    }

    @Test
    void stepsFollowEachOther() {
        AcceptedSteps record = twoSteps();
        record.accepted(2, Math.nextUp(2.25), 3, 0.75); // just after a jump of the field
        assertEquals(3, record.steps());
        assertArrayEquals(new double[] {1, 1.5, Math.nextUp(2.25), 3}, record.times());
        AcceptedSteps back = new AcceptedSteps(1);
        back.accepted(0, 1, 0.5, -0.5);
        back.accepted(1, 0.5, 0.25, -0.25);
        assertEquals(0.25, back.end());
    }

    /** An ulp of time counts for noise: intervals meet, whatever t + h rounds to and wherever a jump lets the next step start. */
    @Test
    void intervalsOfStepsMeetExactly() {
        AcceptedSteps record = new AcceptedSteps(0.1);
        double first = Math.nextUp(0.1 + 0.2);
        double start = Math.nextUp(first);
        record.accepted(0, 0.1, first, 0.2);
        record.accepted(1, start, 0.7, 0.7 - start);
        record.accepted(2, 0.7, 1, 0.3);
        assertArrayEquals(
                new double[] {0.1, first, 0.7}, new double[] {record.from(0), record.from(1), record.from(2)});
        assertArrayEquals(new double[] {first, 0.7, 1}, new double[] {record.to(0), record.to(1), record.to(2)});
        assertEquals(start, record.t(1), "the field's step starts after the jump");
    }

    @Test
    void aRecordThatCouldNotBeTakenBackIsRefused() {
        assertRefused(
                3,
                2.25,
                3,
                0.75,
                "a record of 2 steps continues with step 2, got step 3; record each step once, in order");
        assertRefused(
                1,
                2.25,
                3,
                0.75,
                "a record of 2 steps continues with step 2, got step 1; record each step once, in order");
        String sized = "; both must be finite and the size not 0";
        assertRefused(2, 2.25, 2.25, 0, "step 2 starts at t = 2.25 and has size 0.0" + sized);
        assertRefused(2, 2.25, 3, Double.NaN, "step 2 starts at t = 2.25 and has size NaN" + sized);
        assertRefused(2, Double.NaN, 3, 1, "step 2 starts at t = NaN and has size 1.0" + sized);
        assertRefused(
                2, 2, 3, 1, "step 2 starts at t = 2.0, before the last one's end at 2.25; a solve goes one way only");
    }

    private static void assertRefused(int index, double t0, double t1, double h, String text) {
        AcceptedSteps record = twoSteps();
        var refusal = assertThrows(IllegalArgumentException.class, () -> record.accepted(index, t0, t1, h));
        assertEquals(text, refusal.getMessage());
        assertEquals(2, record.steps(), "nothing was recorded");
    }
}
