package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;

/**
 * Method for y' = f(t, y), one step at a time. What a step needs of those before it is its carry. Solvers are values: immutable, shared
 * freely, equal when their parameters are, which is also how compiled steps are found again.
 *
 * <p>The methods are expressions in traced operations: they run once, on symbolic tensors, and are compiled with all their derivatives.
 * Times and step sizes are float64 scalars, states and slopes vectors [n].
 */
public interface Solver {
    /**
     * The order p without noise: the error over a fixed interval shrinks like h^p. Under noise there are {@link #strongOrders}.
     */
    double order();

    /** The q in a local error estimate of size h^q, for the step size controller; at least 1, not always whole. */
    default double errorOrder() {
        return order();
    }

    /**
     * The error bias: steps are judged by this multiple of the error estimate. It is 1 unless errors at the end of a solve are known to
     * exceed the tolerance by more (docs/guide/stiff.md). Under tolerances this many times as large, steps are those of the bare estimate.
     */
    default double errorBias() {
        return 1;
    }

    /** The strong orders under noise; empty if it is for ordinary equations only. */
    default Optional<StrongOrders> strongOrders() {
        return Optional.empty();
    }

    /**
     * True if steps under noise that depends on y lead forward in time only. Back in time Itô's formulas solve another equation, unless they take its
     * correction with the sign of h.
     */
    default boolean stepsForwardOnly() {
        return false;
    }

    /** True if steps treat drift and noise each in their own way, so that they need a {@link NoisyField}. */
    default boolean partsNoise() {
        return false;
    }

    /** True if steps are made of halves, so that they need the noise of both. */
    default boolean halvesSteps() {
        return false;
    }

    /** True if it solves a {@link org.palinode.ode.term.LangevinTerm} and no other. */
    default boolean solvesLangevin() {
        return false;
    }

    /** The order of the error of a step under noise of this kind: the strong order and a half. */
    default double errorOrder(NoiseKind kind) {
        return strongOrders().map(orders -> orders.of(kind) + 0.5).orElseGet(this::errorOrder);
    }

    /** The areas that a step asks of noise beside its increment. */
    default LevyArea levyArea() {
        return LevyArea.NONE;
    }

    /** True if steps have an error estimate, which adaptive controllers need. */
    boolean estimatesError();

    /** True if steps need a field in two parts, an explicit and an implicit one. */
    default boolean splitsField() {
        return false;
    }

    /**
     * The times between which a step evaluates the field. Where they lie outside of the step, evaluations stop at a declared jump and at
     * the ends of the domain of the field (docs/guide/solvers.md).
     */
    default StageTimes stageTimes() {
        return StageTimes.INSIDE;
    }

    /** True for a one-step method: the carry can always be rebuilt from (t0, y0), as a slope can. */
    default boolean isSingleStep() {
        return true;
    }

    /**
     * True if steps solve linear equations with a matrix of their start, and no others. Where the matrix holds for a moment only, an error
     * estimate may be small by chance. So a first step that was given far too long is not shortened little by little, but to what the state
     * suggests.
     */
    default boolean isLinearlyImplicit() {
        return false;
    }

    /**
     * True if a step solves equations with the Jacobian of the field, so that it may be much longer than the time constants of the modes
     * that it damps.
     */
    default boolean isImplicit() {
        return false;
    }

    /** The carry of the first step; each vector [n]. */
    List<Tensor> init(Field f, Tensor t0, Tensor y0);

    /** A step of signed size h from (t0, y0), with the carry of the step before. */
    Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry);

    /** A step on its own, without a carry from a step before. */
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0) {
        return step(f, t0, h, y0, init(f, t0, y0));
    }

    /** The solution [n] at the fraction {@code theta} of a step, from the dense values of that step. */
    Tensor interpolate(Tensor theta, List<Tensor> dense);

    /**
     * The same solver with its open settings taken from the error scale of the step size controller; empty where steps are not adapted.
     *
     * @throws IllegalArgumentException if it needs a scale and there is none
     */
    default Solver withTolerancesFrom(Optional<ErrorScale> scale) {
        return this;
    }

    /** The same solver for a state whose Jacobian has another structure; unchanged if it needs no Jacobian. */
    default Solver withStructure(MatrixStructure structure) {
        return this;
    }

    /** The same solver with equations inside a step solved to rounding, so that a step gives the same numbers wherever it is computed. */
    default Solver toRounding() {
        return this;
    }

    /**
     * The second value of y [n] that a carry holds, if steps do not damp what parts it from y. Reports measure the gap between the two: one that
     * is wider than y moves in any step is a doubt. Empty for solvers without such a value, and for those that set it back by {@link #resync}.
     */
    default Optional<Tensor> undamped(List<Tensor> carry) {
        return Optional.empty();
    }

    /** The rule of resyncs, if the solver needs one over long solves. */
    default Optional<Resync> resync() {
        return Optional.empty();
    }
}
