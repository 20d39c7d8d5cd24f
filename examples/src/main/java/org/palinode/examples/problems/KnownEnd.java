package org.palinode.examples.problems;

import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;
import org.palinode.ode.term.ODETerm;

/** A problem from t = 0 whose solution is known at its end. */
public interface KnownEnd {
    String name();

    Field field();

    double[] y0();

    /** The end time. */
    double t1();

    /** The solution there. */
    double[] end();

    default ODETerm<Tensor, Tensor> term() {
        return new ODETerm<>((t, y, args) -> field().apply(t, y));
    }

    /** The size below which components are not compared relatively; 1 unless they are all small or large. */
    default double floor() {
        return 1;
    }

    /** An absolute tolerance that suits a relative one. */
    default double atol(double rtol) {
        return rtol;
    }

    default boolean isStiff() {
        return false;
    }

    /** True if its figures are published for solvers of all kinds, stiff or not. */
    default boolean isForAll() {
        return false;
    }

    /** True if {@code wanted} is its name, or the first word of it. */
    default boolean is(String wanted) {
        return name().equals(wanted) || name().startsWith(wanted + " ");
    }

    /** The largest |y − end|/max(|end|, floor). */
    default double error(Tensor y) {
        double[] got = y.toArray();
        return IntStream.range(0, end().length)
                .mapToDouble(i -> Math.abs(got[i] - end()[i]) / Math.max(Math.abs(end()[i]), floor()))
                .max()
                .orElseThrow();
    }
}
