package org.palinode.ode.adjoint;

/**
 * Adjoint for steady states, by the implicit function theorem: where f(t₁, y₁, p) = 0, dy₁/dp = −(∂f/∂y)⁻¹ ∂f/∂p, whatever way led there,
 * and y₁ does not depend on y₀. Memory O(1) in the number of steps; costs a Jacobian, by n pull-backs, and its inverse.
 *
 * <p>A state that depends on y₀ after all, as where the field conserves a sum, is refused: ∂f/∂y is singular there.
 *
 * <p>The distance of y₁ from the steady state is one Newton step, −(∂f/∂y)⁻¹f. Relative to y₁ it is reported as the mismatch, and above
 * {@code limit} the gradient is refused with a {@link org.palinode.ode.outcome.GradientException}. The error of the gradient has its size.
 *
 * @param limit the largest accepted distance Δy from the steady state, over all components max |Δy| / (|y| + 10⁻³ m), with m the largest |y| of
 *     the component in the solve; pure number
 */
public record ImplicitAdjoint(double limit) implements Adjoint {
    private static final double LIMIT = 1e-2;

    /** @throws IllegalArgumentException if the limit is not positive */
    public ImplicitAdjoint {
        if (!(limit > 0)) {
            throw new IllegalArgumentException(
                    "ImplicitAdjoint needs a positive limit for the distance from the steady state, got " + limit + "; "
                            + LIMIT + " is the standard");
        }
    }

    /** An adjoint that accepts an end within one percent of the steady state. */
    public ImplicitAdjoint() {
        this(LIMIT);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.implicit(this);
    }
}
