package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;

/**
 * A method for y' = f(t, y), one step at a time; what a step needs of those before it, it is handed as state. Solvers are values:
 * immutable, shared freely, equal when their parameters are, which is also how compiled steps are found again.
 *
 * <p>The methods are expressions in traced operations: they run once, on symbolic tensors, and are compiled with all their
 * derivatives. Times and step sizes are float64 scalars, states and slopes vectors [n].
 */
public interface Solver {
    /** The order p: the error over a fixed interval shrinks like h^p. */
    int order();

    /** The q in a local error estimate of size h^q, for the step size controller. */
    default int errorOrder() {
        return order();
    }

    /**
     * How many times the estimate an error is taken to be where steps are judged; 1 unless errors at the end of a solve are known to exceed
     * the tolerance by more (docs/stiff.md). Under tolerances this many times as large, steps are those of the bare estimate.
     */
    default double errorBias() {
        return 1;
    }

    /** Whether steps carry an error estimate, which adaptive controllers need. */
    boolean estimatesError();

    /** Whether steps need a field in two parts, an explicit and an implicit one. */
    default boolean splitsField() {
        return false;
    }

    /**
     * Between which times a step evaluates the field. Where that is not within the step, the field next to a declared jump, and at the ends of its
     * domain, is evaluated no further than there (docs/solvers.md).
     */
    default StageTimes stageTimes() {
        return StageTimes.INSIDE;
    }

    /** Whether a step needs nothing of those before it but what could be found anew from y0, such as a slope. */
    default boolean isSingleStep() {
        return true;
    }

    /**
     * Whether steps solve linear equations with a matrix of their start, and no others. Where that is the matrix of a moment only, an error estimate
     * may be small by chance; so a first step that was asked for far too long is not shortened little by little, but to what the state suggests.
     */
    default boolean isLinearlyImplicit() {
        return false;
    }

    /** Whether a step solves equations with the field's Jacobian, so that it may be much longer than what it damps lives. */
    default boolean isImplicit() {
        return false;
    }

    /** What the first step needs besides y0; each [n]. */
    List<Tensor> init(Field f, Tensor t0, Tensor y0);

    /** One step of signed size h from (t0, y0). */
    Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry);

    /** One step on its own, without state from a step before. */
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0) {
        return step(f, t0, h, y0, init(f, t0, y0));
    }

    /** The solution at the fraction {@code theta} of a step, from that step's dense values. */
    Tensor interpolate(Tensor theta, List<Tensor> dense);

    /**
     * This solver with what it leaves open taken from the error scale of the step size controller; empty where steps are not adapted.
     * Refuses to go without what it needs.
     */
    default Solver under(Optional<ErrorScale> scale) {
        return this;
    }

    /** This solver for a state whose Jacobian has another structure; the same where it needs no Jacobian. */
    default Solver withStructure(MatrixStructure structure) {
        return this;
    }

    /** This solver with equations inside a step solved to rounding, so that the same step gives the same numbers wherever it is computed. */
    default Solver toRounding() {
        return this;
    }

    /** How this solver keeps its state together over long solves, if it must. */
    default Optional<Resync> resync() {
        return Optional.empty();
    }
}
