package org.palinode.train.minimise;

import java.util.Objects;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveException;

/**
 * L-BFGS: steps along −H g, where H is the inverse of the Hessian as the last {@code pairs} changes of the gradient show it, by a search for a
 * point that fulfils the strong Wolfe conditions. Needs no Hessian, and memory for 2 · {@code pairs} trees.
 *
 * <p>A loss that is not finite at a trial means that the step was too long, and so does a solve that fails there. Float32 parameters are
 * searched in float64 and rounded where the loss is evaluated.
 *
 * <p>Source: J. Nocedal, "Updating Quasi-Newton Matrices with Limited Storage", Math. Comp. 35, 1980, 773–782; J. Nocedal, S. J. Wright,
 * "Numerical Optimization", 2nd edition, 2006, algorithms 7.4 and 7.5.
 *
 * @param pairs the number of changes that are remembered
 * @param gradientTolerance stops where no slope is greater, in the unit of the loss over that of the parameter; with parameters in large
 *     units all slopes are small, so the loss must also promise, by its curvature, to fall by no more than a share of 1e-8. A start with small
 *     slopes is looked at for curvature, which costs an evaluation
 * @param changeTolerance stops where a step changes the loss by less than this share of max(|loss|, min(|first loss|, 1)); 0 never stops
 * @param maxEvaluations the greatest number of evaluations of loss and gradient
 */
public record Lbfgs(int pairs, double gradientTolerance, double changeTolerance, int maxEvaluations) {
    /** @throws IllegalArgumentException if a number is out of its range */
    public Lbfgs {
        if (pairs < 1) {
            throw new IllegalArgumentException("L-BFGS remembers at least 1 pair, got " + pairs);
        }
        Limits.requireTolerance("gradientTolerance", gradientTolerance);
        Limits.requireTolerance("changeTolerance", changeTolerance);
        Limits.requireEvaluations(maxEvaluations);
    }

    /** L-BFGS with 10 pairs that stops at slopes of 1e-6 or changes of 1e-12, after at most 10,000 evaluations. */
    public Lbfgs() {
        this(10, 1e-6, 1e-12, 10_000);
    }

    /** Replaces both tolerances. */
    public Lbfgs tolerances(double gradient, double change) {
        return new Lbfgs(pairs, gradient, change, maxEvaluations);
    }

    /**
     * A local minimum of {@code loss} near {@code start}.
     *
     * @throws IllegalArgumentException if the loss is not one number, or not finite at the start
     * @throws SolveException if a solve fails at the start
     */
    public <P> Minimum<P> minimise(Function<? super P, Tensor> loss, P start) {
        Objects.requireNonNull(loss, "a minimiser needs a loss, got null");
        return minimiseByGradient(Autodiff.<P>valueAndGrad(loss), start);
    }

    /** Minimum as by {@link #minimise}, of a loss given with its gradient, for instance {@code compile(valueAndGrad(loss))}. */
    public <P> Minimum<P> minimiseByGradient(Function<? super P, ValueAndGradient<P>> lossAndGradient, P start) {
        Objects.requireNonNull(lossAndGradient, "a minimiser needs a loss with its gradient, got null");
        Objects.requireNonNull(start, "a minimiser needs parameters to start from, got null");
        Coordinates<P> coordinates = Coordinates.of(start);
        Descent descent = new Descent(this, new Loss<>(lossAndGradient, coordinates, maxEvaluations));
        return descent.from(coordinates.vector(start)).minimum(coordinates);
    }
}
