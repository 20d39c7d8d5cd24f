package org.palinode.ode.internal.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.spectrum.StiffnessEstimate;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.Stiffness;

/**
 * The step at which a solve failed.
 *
 * @param y where it started [n]
 * @param attempted where it would have ended [n]; what was last attempted there; y where nothing was
 * @param stiffness |h| ρ, where the solver takes something of the field explicitly and it is finite
 * @param lostDerivative which derivative of the field is not finite at the start, where an implicit step failed for one: "∂f/∂t" or "∂f/∂y"
 */
public record FailedStep(Tensor y, Tensor attempted, Optional<Stiffness> stiffness, Optional<String> lostDerivative) {
    /** The failed step of a solve whose last attempt is in {@code stepper}. */
    public static FailedStep in(CompiledStep stepper, Outcome outcome) {
        Tensor y = Tensor.copyOf(stepper.y());
        List<Tensor> parameters =
                stepper.parameters().stream().map(Tensor::owning).toList();
        StepKey key = stepper.programs().key();
        Optional<Stiffness> stiffness = StiffnessEstimate.isKnown(stepper.programs())
                ? Optional.of(StiffnessEstimate.of(stepper.programs(), outcome.t(), outcome.h(), y, parameters))
                : Optional.empty();
        Optional<String> lost = outcome.result() == Result.SINGULAR_JACOBIAN
                ? lostDerivative(new Call(key.heldField()), outcome.t(), y, parameters)
                : Optional.empty();
        boolean attempted = outcome.accepted() + outcome.rejected() > 0;
        return new FailedStep(
                y, attempted ? Tensor.copyOf(stepper.yEnd()) : y, stiffness.filter(Stiffness::isFinite), lost);
    }

    private static Optional<String> lostDerivative(Call field, double t, Tensor y, List<Tensor> parameters) {
        List<Tensor> in = FieldInputs.of(Tensor.scalar(t), y, parameters);
        return !isFiniteAlong(field, in, 0)
                ? Optional.of("∂f/∂t")
                : isFiniteAlong(field, in, 1) ? Optional.empty() : Optional.of("∂f/∂y");
    }

    /** True if the derivative for input {@code moving} is finite in the direction in which all its numbers grow alike. */
    private static boolean isFiniteAlong(Call field, List<Tensor> in, int moving) {
        Tangents tangents = new Tangents();
        List<Tensor> moved = new ArrayList<>(in);
        moved.set(moving, tangents.variable(in.get(moving), in.get(moving).onesLike()));
        Tensor slope = Tensor.apply(field, moved).get(0);
        return tangents.tangent(slope).concrete().buffer().isFinite();
    }

    /** True if stability seems to have set the size of the steps. */
    public boolean looksStiff() {
        return stiffness.isPresent() && stiffness.get().isLimiting();
    }
}
