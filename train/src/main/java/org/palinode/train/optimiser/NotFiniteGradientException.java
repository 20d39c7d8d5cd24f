package org.palinode.train.optimiser;

/** Refusal of a step against a gradient with NaN or infinity. The text names the leaves. Parameters and state are as they were. */
public final class NotFiniteGradientException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    NotFiniteGradientException(String message) {
        super(message);
    }
}
