package org.palinode.examples.own;

import java.util.Locale;
import org.palinode.examples.train.Slowing;
import org.palinode.train.schedule.Schedule;

/**
 * Learning rate of a fit.
 *
 * @param first the rate of the first step
 * @param course how it goes on
 * @param steps in which a cosine or an exponential falls to a hundredth of it; 0 of the others, which do not depend on it
 */
public record LearningRate(double first, Course course, int steps) {
    private static final double LEAST = 0.01;

    /** Courses of the rate as the command line names them. */
    public enum Course {
        SLOWING,
        CONSTANT,
        COSINE,
        EXPONENTIAL;

        /** True if it depends on how many steps there are. */
        public boolean ends() {
            return this == COSINE || this == EXPONENTIAL;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LearningRate {
        if (!(first > 0 && first <= Double.MAX_VALUE) || steps < 0 || course.ends() != steps > 0) {
            throw new IllegalArgumentException("a learning rate must be positive, and a cosine or exponential one needs"
                    + " the steps in which it falls, got " + first + ", " + course + " and " + steps
                    + "; leave --learning-rate out for one that suits the optimiser");
        }
    }

    /** A rate that slows down, whatever the number of steps. */
    public static LearningRate slowing(double first) {
        return new LearningRate(first, Course.SLOWING, 0);
    }

    /** The schedule of the optimiser. */
    public Schedule schedule() {
        return switch (course) {
            case SLOWING -> new Slowing(first);
            case CONSTANT -> Schedule.constant(first);
            case COSINE -> Schedule.cosine(first, LEAST * first, steps);
            case EXPONENTIAL -> Schedule.exponential(first, LEAST, steps);
        };
    }
}
