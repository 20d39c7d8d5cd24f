package org.palinode.autodiff.internal.kernel.function;

/** A function of one, two or three single numbers, and all that code which computes it needs to know. */
public interface NumberFunction {
    String name();

    int arity();

    /** The function itself, the reference that every faster kernel is held against; a function of fewer numbers ignores the rest. */
    double evaluate(double a, double b, double c);

    // ---- how generated code computes it

    /** The function on single numbers. */
    ScalarCall scalar();

    /**
     * The function on vectors within a loop; null if such loops have {@link VectorFunctions} apply it to whole blocks, one number after
     * another unless it is a {@link VectorFormula}. That is best where it is costly. Functions of three numbers need it.
     */
    LaneCode lanes();

    /** True if it takes about as long as ten additions or more: vectors of it pay most, and results are kept rather than found again. */
    default boolean isCostly() {
        return lanes() == null;
    }

    // ---- how it reduces many numbers to one

    /** The start of a reduction: combined with any number it gives that number. NaN if numbers are not reduced by this function. */
    default double start() {
        return Double.NaN;
    }

    /** True if a number that is combined twice counts once. */
    default boolean isIdempotent() {
        return false;
    }

    /**
     * The name that {@code VectorOperators} has for it, where the lanes of a vector may be combined in any order and the bits stay the same;
     * null if not.
     */
    default String laneReduction() {
        return null;
    }

    // ---- how it can be simplified

    /** The number that leaves the other operand as it is when it is the first; NaN if there is none. */
    default double leftNeutral() {
        return Double.NaN;
    }

    /** The number that leaves the first operand as it is when it is the second; NaN if there is none. */
    default double rightNeutral() {
        return Double.NaN;
    }

    /** The number that is the result when it is the first operand; NaN if there is none. */
    default double leftAbsorbing() {
        return Double.NaN;
    }

    /** The function that gives the same of the reciprocal of the second operand, where that is exact; null if there is none. */
    default NumberFunction ofReciprocal() {
        return null;
    }

    /** True if a number of input {@code input} matters where that of the first input is {@code first}. */
    default boolean takes(int input, double first) {
        return true;
    }

    // ---- what it has in common with others

    /** The inner function, which others share, if this one is {@link #outer} of it; null if it is not. */
    default NumberFunction inner() {
        return null;
    }

    /** See {@link #inner}. */
    default NumberFunction outer() {
        return null;
    }

    /** True if it is the outer part of another function, so that what it is applied to serves several. */
    default boolean isOuterPart() {
        return false;
    }
}
