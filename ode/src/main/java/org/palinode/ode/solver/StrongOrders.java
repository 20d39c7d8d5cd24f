package org.palinode.ode.solver;

import org.palinode.ode.noise.NoiseKind;

/**
 * Strong orders of a solver under noise: the root of the mean square error at a time shrinks like h to this power.
 *
 * @param general for noise of which nothing is known
 * @param commutative for commutative noise
 * @param additive for noise that does not depend on y
 */
public record StrongOrders(Calculus calculus, double general, double commutative, double additive) {
    /** The orders of a solver for additive noise alone. */
    static StrongOrders additive(double order) {
        return new StrongOrders(Calculus.ADDITIVE, 0, 0, order);
    }

    /** The orders of a solver for commutative and additive noise alone. */
    static StrongOrders commutative(Calculus calculus, double commutative, double additive) {
        return new StrongOrders(calculus, 0, commutative, additive);
    }

    /** The order for a kind of noise; 0 if it is refused. */
    public double of(NoiseKind kind) {
        return switch (kind) {
            case GENERAL -> general;
            case COMMUTATIVE, DIAGONAL -> commutative;
            case ADDITIVE -> additive;
        };
    }
}
