package org.palinode.autodiff;

/** Pull-back of a function of {@link Autodiff#customVjp} or {@link Autodiff#customRules}. */
@FunctionalInterface
public interface VjpRule<P, R> {
    /**
     * The cotangent of {@code input}, of its structure and types.
     *
     * @param output the function's value at {@code input}
     * @param cotangent of {@code output}, with zeros where the loss does not depend on it
     */
    P pullBack(P input, R output, R cotangent);
}
