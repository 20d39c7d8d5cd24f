package org.palinode.ode.term;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;

/**
 * (u, d − Gu, what rounding of that is allowed, LU factors that u was found by, their status, G, t) → u, where it solves G u = d and no other u does; else throws.
 *
 * @param leastPivot of the factors, in parts of the largest
 */
record RequireSolution(double leastPivot) implements IdentityOperation {
    @Override
    public String name() {
        return "require_solution";
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer u = in.get(0);
        Buffer missing = in.get(1);
        Buffer allowed = in.get(2);
        Buffer factors = in.get(3);
        Buffer status = in.get(4);
        Buffer matrix = in.get(5);
        Buffer t = in.get(6);
        return () -> {
            if (!matrix.isFinite()) { // its factors mean nothing
                out.fill(Double.NaN);
                return;
            }
            if (status.get(0) != 0 || isSingular(factors)) {
                throw new ArithmeticException(
                        "the diffusion " + matrix.shape() + " is singular at t = " + t.get(0)
                                + ", so that a divergence of drifts cannot be found; let no Brownian motion act as others do together");
            }
            for (int i = 0; i < missing.size(); i++) {
                if (Math.abs(missing.get(i)) > allowed.get(i)) { // a NaN is for who looks for those
                    throw RequireNoise.refusal(missing.get(i), i, t.get(0));
                }
            }
            out.copyFrom(u);
        };
    }

    private boolean isSingular(Buffer factors) {
        int n = (int) Math.round(Math.sqrt(factors.size()));
        double least = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            double pivot = Math.abs(factors.get(i * n + i));
            least = Math.min(least, pivot);
            largest = Math.max(largest, pivot);
        }
        return least < leastPivot * largest;
    }
}
