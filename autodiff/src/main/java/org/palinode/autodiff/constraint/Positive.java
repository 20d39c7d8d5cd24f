package org.palinode.autodiff.constraint;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/** Positive numbers. */
public enum Positive implements Constraint {
    /** eˣ: steps are relative. For rates and scales of unknown size. */
    BY_EXP,
    /** log(1 + eˣ): nearly x where x is large, so that steps are absolute there. */
    BY_SOFTPLUS;

    @Override
    public Tensor value(Tensor free) {
        Objects.requireNonNull(free, "positive numbers are made of a tensor, got null");
        return this == BY_EXP ? free.exp() : free.softplus();
    }

    @Override
    public Tensor free(Tensor value) {
        Requirement.require(
                "positive numbers lie in (0, ∞)", value, number -> number > 0 && number <= Double.MAX_VALUE);
        return this == BY_EXP
                ? value.log()
                : value.plus(value.negate().expm1().negate().log());
    }

    /** For each number: x, or log σ(x). */
    @Override
    public Tensor logDeterminant(Tensor free) {
        Objects.requireNonNull(free, "positive numbers are made of a tensor, got null");
        return this == BY_EXP ? free : free.logSigmoid();
    }
}
