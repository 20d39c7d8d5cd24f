package org.palinode.ode.controller;

/**
 * Steps that end at a jump, whose stages beyond it are held there. That costs them all but the first order in time, and an error like h²: where one is
 * rejected, the steps before the jump are shortened so that they do not look over it, until what is left is short enough.
 */
final class HeldSteps {
    /** Half of what is tolerated, by the h² of the error. */
    private static final double SAFETY = 0.7;

    /** A held step that could not be taken at all is attempted again when a tenth of its way is left. */
    private static final double AFTER_FAILURE = 0.1;

    private final double reach;
    private double longest;

    /**
     * @param reach up to which fraction of a step it evaluates the field
     * @param longest the longest held step worth an attempt; infinite before the first
     */
    HeldSteps(double reach, double longest) {
        this.reach = reach;
        this.longest = longest;
    }

    /** Steps of given sizes, which are what they are. */
    static HeldSteps fixed() {
        return new HeldSteps(1, Double.POSITIVE_INFINITY);
    }

    double longest() {
        return longest;
    }

    /** True if a step of this size to the jump is to be taken. */
    boolean mayReach(double size) {
        return reach <= 1 || size <= longest;
    }

    /** The longest step that does not look over a jump this far away. */
    double notLookingOver(double distance) {
        return distance / reach;
    }

    /** True if an attempted step to the jump is rejected for being held; its error without that is unknown. */
    boolean isRejected(double size, double error) {
        boolean rejected = reach > 1 && !(error < 1);
        if (rejected) {
            longest = size * (error < Double.POSITIVE_INFINITY ? SAFETY / Math.sqrt(error) : AFTER_FAILURE);
        }
        return rejected;
    }

    /** A jump has been passed. */
    void passed() {
        longest = Double.POSITIVE_INFINITY;
    }
}
