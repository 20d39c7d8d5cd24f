package org.palinode.ode.term;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;
import org.palinode.autodiff.tensor.Tensor;

/** (d/g, d, g, t) → d/g, where noise of size g can make up for a difference d of drifts; else throws. */
record RequireNoise() implements IdentityOperation {
    /** The quotient d/g, 0 where d is. */
    static Tensor ratio(Tensor difference, Tensor size, Tensor t) {
        return Tensor.apply(new RequireNoise(), difference.ratioTo(size), difference, size, t);
    }

    /** The refusal of a difference at number {@code i} of a tensor or a state. */
    static ArithmeticException refusal(double difference, int i, double t) {
        return new ArithmeticException(
                "the divergence of two drifts is infinite at t = " + t
                        + ": in number " + i + " they differ by " + difference
                        + ", which noise does not make up for; let them agree to the last bit where there is no noise, or add noise there");
    }

    @Override
    public String name() {
        return "require_noise";
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer ratio = in.get(0);
        Buffer difference = in.get(1);
        Buffer size = in.get(2);
        Buffer t = in.get(3);
        return () -> {
            for (int i = 0; i < size.size(); i++) {
                if (size.get(i) == 0 && Math.abs(difference.get(i)) > 0) { // a NaN is for who looks for those
                    throw refusal(difference.get(i), i, t.get(0));
                }
            }
            out.copyFrom(ratio);
        };
    }
}
