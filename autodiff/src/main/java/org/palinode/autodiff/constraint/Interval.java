package org.palinode.autodiff.constraint;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/** Numbers between {@code low} and {@code high}: low + (high − low) σ(x). Far out they round to an end. */
public record Interval(double low, double high) implements Constraint {
    /** @throws IllegalArgumentException unless low &lt; high, both finite */
    public Interval {
        if (!(low < high && high - low <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "an interval needs finite ends low < high, got " + low + " and " + high + "; Positive has one end");
        }
    }

    @Override
    public Tensor value(Tensor free) {
        Objects.requireNonNull(free, "numbers of an interval are made of a tensor, got null");
        return Tensor.where(
                free.less(0),
                free.sigmoid().times(high - low).plus(low),
                free.negate().sigmoid().times(low - high).plus(high)); // each is exact at its own end
    }

    @Override
    public Tensor free(Tensor value) {
        Requirement.require(
                "numbers of an interval lie in (" + low + ", " + high + ")",
                value,
                number -> number > low && number < high);
        return value.minus(low).log().minus(value.subtractedFrom(high).log());
    }

    /** For each number: log (high − low) + log σ(x) + log σ(−x). */
    @Override
    public Tensor logDeterminant(Tensor free) {
        Objects.requireNonNull(free, "numbers of an interval are made of a tensor, got null");
        return free.logSigmoid().plus(free.negate().logSigmoid()).plus(Math.log(high - low));
    }
}
