package org.palinode.autodiff;

/** Push-forward of a function of {@link Autodiff#customJvp} or {@link Autodiff#customRules}. */
@FunctionalInterface
public interface JvpRule<P, R> {
    /**
     * The tangent of {@code output}, of its structure and types; linear in {@code tangent}.
     *
     * @param output the function's value at {@code input}
     * @param tangent of {@code input}, with zeros where it does not move
     */
    R pushForward(P input, R output, P tangent);
}
