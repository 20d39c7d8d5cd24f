package org.palinode.ode.solver;

import java.util.Optional;

/** Method for a {@link org.palinode.ode.term.LangevinTerm} and no other, whose strong order is its order. */
interface LangevinSolver extends NoiseSolver {
    @Override
    default Optional<StrongOrders> strongOrders() {
        return Optional.of(StrongOrders.additive(order()));
    }

    @Override
    default boolean solvesLangevin() {
        return true;
    }
}
