package org.palinode.autodiff;

/**
 * Result of a step of {@link Autodiff#scan}, and of all of them.
 *
 * @param carry of the next step, or the last one
 * @param output a tree: that of one step, or those of all steps along a new leading axis; null for none
 */
public record Scanned<C, Y>(C carry, Y output) {
    /** A carry without output. */
    public static <C> Scanned<C, Void> carry(C carry) {
        return new Scanned<>(carry, null);
    }
}
