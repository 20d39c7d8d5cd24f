package org.palinode.ode.resume;

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
    public static final GapCourse NONE = new GapCourse(0, 0, 0, 0, 1);

    /** The course in a solve under way; changes in place, because a warm step allocates nothing. */
    public static final class Growing {
        private int steps;
        private double first;
        private double firstRelative;
        private double last;
        private double growth;

        public Growing(GapCourse from) {
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
        public void restart() {
            become(NONE);
        }

        /** Adds a step that ends with this gap and lets one grow that many times. */
        public void add(double gap, double relative, double times) {
            if (steps == 0) {
                first = gap;
                firstRelative = relative;
            }
            steps++;
            last = gap;
            growth *= times;
        }

        public GapCourse course() {
            return new GapCourse(steps, first, firstRelative, last, growth);
        }

        public int steps() {
            return steps;
        }

        public double first() {
            return first;
        }

        public double firstRelative() {
            return firstRelative;
        }

        public double last() {
            return last;
        }

        public double growth() {
            return growth;
        }
    }
}
