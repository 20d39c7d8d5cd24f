package org.palinode.autodiff;

/** Derivatives that disagree with central differences, or with each other. The message has both numbers, the seed and the leaf to blame. */
public final class GradientCheckError extends AssertionError {
    private final GradientCheck.Comparison comparison;

    GradientCheckError(String message, GradientCheck.Comparison comparison) {
        super(message);
        this.comparison = comparison;
    }

    /** The comparison that disagreed. */
    public GradientCheck.Comparison comparison() {
        return comparison;
    }
}
