package org.palinode.tests.ode.support;

import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.DensePolynomial;
import org.palinode.ode.solver.ExplicitRungeKutta;
import org.palinode.ode.solver.Heun;

/** Heun's method with another error order. */
public interface LikeHeun extends ExplicitRungeKutta {
    @Override
    default ButcherTableau tableau() {
        return new Heun().tableau();
    }

    @Override
    default DensePolynomial dense() {
        return new Heun().dense();
    }

    @Override
    default double order() {
        return 2;
    }

    @Override
    double errorOrder();
}
