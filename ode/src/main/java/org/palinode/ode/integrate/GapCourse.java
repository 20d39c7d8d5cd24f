package org.palinode.ode.integrate;

/**
 * The course of the gap |y − z| in a segment, since its copy was last set back. The next decision depends on it.
 *
 * @param steps taken in the segment
 * @param first the gap after its first step, in multiples of what never ends a segment
 * @param firstRelative the same relative to the largest |y|
 * @param last the gap after its last step, as {@code first}
 * @param growth how many times as large as after its first step a gap can be by now
 */
public record GapCourse(int steps, double first, double firstRelative, double last, double growth) {
    static final GapCourse NONE = new GapCourse(0, 0, 0, 0, 1);

    /** The course in a solve under way; changes in place, because a warm step allocates nothing. */
    static final class Growing {
        private int steps;
        private double first;
        private double firstRelative;
        private double last;
        private double growth;

        Growing(GapCourse from) {
            become(from);
        }

        private void become(GapCourse other) {
            steps = other.steps;
            first = other.first;
            firstRelative = other.firstRelative;
            last = other.last;
            growth = other.growth;
        }

        /** Begins a segment. */
        void restart() {
            become(NONE);
        }

        /** Adds a step that ends with this gap and lets one grow that many times. */
        void add(double gap, double relative, double times) {
            if (steps == 0) {
                first = gap;
                firstRelative = relative;
            }
            steps++;
            last = gap;
            growth *= times;
        }

        GapCourse course() {
            return new GapCourse(steps, first, firstRelative, last, growth);
        }

        int steps() {
            return steps;
        }

        double first() {
            return first;
        }

        double firstRelative() {
            return firstRelative;
        }

        double last() {
            return last;
        }

        double growth() {
            return growth;
        }
    }
}
