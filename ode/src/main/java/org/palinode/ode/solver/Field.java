package org.palinode.ode.solver;

import org.palinode.autodiff.tensor.Tensor;

/** Vector field as solvers see it: time (a float64 scalar) and state (a vector [n], all leaves one after another) to slope [n]. */
@FunctionalInterface
public interface Field {
    Tensor apply(Tensor t, Tensor y);

    /**
     * The part that IMEX methods only evaluate.
     *
     * @throws IllegalArgumentException if the field is in one piece
     */
    default Field explicitPart() {
        throw onePiece();
    }

    /**
     * The part for which IMEX methods solve equations.
     *
     * @throws IllegalArgumentException if the field is in one piece
     */
    default Field implicitPart() {
        throw onePiece();
    }

    /**
     * The field of one half of a step, which hears the noise of that half; the same where there is none.
     *
     * @param index 0 for the first half, 1 for the second
     */
    default Field half(int index) {
        return this;
    }

    /** The field for the reversed step: the same, but that halves change places. */
    default Field reversed() {
        return this;
    }

    /** True if the next step has another field, as it has under noise: then a slope of one step is none of the next. */
    default boolean changesBetweenSteps() {
        return false;
    }

    /** True if the solution between the ends of a step is not known, as under noise: then its inside is the straight line between them. */
    default boolean isRough() {
        return false;
    }

    private static IllegalArgumentException onePiece() {
        return new IllegalArgumentException(
                "an IMEX method needs a field in two parts, got one in one piece; make it with Field.split"
                        + "(explicit, implicit), or solve a MultiTerm(explicit, implicit)");
    }

    /** The sum of two fields, which IMEX methods treat each in its own way. */
    static Field split(Field explicit, Field implicit) {
        return split((t, y) -> explicit.apply(t, y).plus(implicit.apply(t, y)), explicit, implicit);
    }

    /** The sum as by {@link #split(Field, Field)}, computed by {@code whole}. */
    static Field split(Field whole, Field explicit, Field implicit) {
        return new Field() {
            @Override
            public Tensor apply(Tensor t, Tensor y) {
                return whole.apply(t, y);
            }

            @Override
            public Field explicitPart() {
                return explicit;
            }

            @Override
            public Field implicitPart() {
                return implicit;
            }
        };
    }
}
