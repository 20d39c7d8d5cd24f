package org.palinode.ode.integrate;

/**
 * How the gap |y − z| has grown in a segment, since its copy was last set back: what the next decision depends on.
 *
 * @param steps taken in the segment
 * @param first the gap after its first step, in multiples of what never ends a segment
 * @param firstRelative the same relative to the largest |y|
 * @param last the gap after its last step, as {@code first}
 * @param growth how many times as large as after its first step a gap can be by now
 */
public record GapCourse(int steps, double first, double firstRelative, double last, double growth) {
    static final GapCourse NONE = new GapCourse(0, 0, 0, 0, 1);

    /** What it becomes with a step that ends with this gap and lets one grow that many times. */
    GapCourse with(double gap, double relative, double times) {
        boolean isFirst = steps == 0;
        return new GapCourse(steps + 1, isFirst ? gap : first, isFirst ? relative : firstRelative, gap, growth * times);
    }
}
