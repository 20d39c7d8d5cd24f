package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * The implicit Euler method y₁ = y₀ + h f(t₁, y₁): order 1, L-stable. A first, explicit stage gives the iteration its start and, as half of
 * the difference of both slopes, the error estimate: the trapezoidal rule is of order 2. Dense output: linear.
 *
 * @param rootFinder solves the equation of a step
 */
public record ImplicitEuler(RootFinder rootFinder) implements DiagonallyImplicitRungeKutta {
    private static final ImplicitTableau TABLEAU = new ImplicitTableau(
            new double[] {0, 1},
            new double[][] {{}, {0}},
            new double[] {0, 1},
            new double[] {0, 1},
            new double[] {-0.5, 0.5},
            new double[][] {{}, {1}});
    private static final DensePolynomial DENSE = DensePolynomial.linear(2);

    /** A method with the chord iteration, to the tolerances of the step size controller. */
    public ImplicitEuler() {
        this(RootFinder.chord());
    }

    @Override
    public ImplicitEuler with(RootFinder finder) {
        return new ImplicitEuler(finder);
    }

    @Override
    public ImplicitTableau tableau() {
        return TABLEAU;
    }

    @Override
    public DensePolynomial dense() {
        return DENSE;
    }

    @Override
    public double order() {
        return 1;
    }

    @Override
    public double errorOrder() {
        return 2;
    }
}
