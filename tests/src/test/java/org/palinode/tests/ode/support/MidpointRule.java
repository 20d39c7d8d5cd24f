package org.palinode.tests.ode.support;

import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.DensePolynomial;
import org.palinode.ode.solver.ExplicitRungeKutta;

/** A tableau as a user would write it. */
public interface MidpointRule extends ExplicitRungeKutta {
    ButcherTableau TABLEAU =
            new ButcherTableau(new double[] {0, 0.5}, new double[][] {{}, {0.5}}, new double[] {0, 1}, null);

    @Override
    default ButcherTableau tableau() {
        return TABLEAU;
    }

    @Override
    default DensePolynomial dense() {
        return DensePolynomial.cubicHermite(2);
    }

    @Override
    default double order() {
        return 2;
    }
}
