package org.palinode.ode.internal.adjoint;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.StepSignature;

/** A recorded step repeated with a start or an end that moves in time, and how all that comes out of it moves. */
final class MovingStep {
    private final FinishedSolve run;
    private final int step;
    private final double startRate;
    private final double endRate;
    private final Tangents along = new Tangents();
    private final Parts<Tensor> out;

    private MovingStep(
            FinishedSolve run, int step, double startRate, double endRate, Function<Tensor, Parts<Tensor>> start) {
        this.run = run;
        this.step = step;
        this.startRate = startRate;
        this.endRate = endRate;
        Tensor t = along.variable(Tensor.scalar(run.record().t(step)), Tensor.scalar(startRate));
        Tensor h = along.variable(Tensor.scalar(run.record().h(step)), Tensor.scalar(endRate - startRate));
        out = run.programs(step).denseStep().call(StepSignature.inputs(start.apply(t), t, h, run.parameters()));
    }

    /** With an end that moves, from a start that stays: y and the carry. */
    static MovingStep atEnd(FinishedSolve run, int step, Parts<Tensor> start) {
        return new MovingStep(run, step, 0, 1, t -> start);
    }

    /** With a start that moves, in which it begins with nothing but y, and an end that stays. */
    static MovingStep atStart(FinishedSolve run, int step, Tensor y) {
        return new MovingStep(run, step, 1, 0, t -> {
            Parts<Tensor> point =
                    Parts.of(StepPart.TIME, t).with(StepPart.Y, y).with(StepPart.PARAMETERS, run.parameters());
            return point.with(run.programs().init().call(point));
        });
    }

    private StepPrograms programs() {
        return run.programs();
    }

    /** The derivative of the end value. */
    Tensor yDot() {
        return along.tangent(out.one(StepPart.Y));
    }

    /** The motion of the end along the cotangents of y and the carry. */
    double ofEnd(Parts<Tensor> bars) {
        double sum = dot(yDot(), bars.one(StepPart.Y_BAR));
        List<Tensor> carry = out.all(StepPart.CARRY);
        for (int i = 0; i < carry.size(); i++) {
            sum += dot(along.tangent(carry.get(i)), bars.all(StepPart.CARRY_BAR).get(i));
        }
        return sum;
    }

    static double dot(Tensor a, Tensor b) {
        return a.flatten().dot(b.flatten()).item();
    }

    /** The motion of saved rows, dense values, and the step's own time and size along their cotangents. */
    double ofOutputs(SolveOutputs<Buffer> cotangents) {
        double sum = 0;
        for (int row = 0; cotangents.rows() != null && row < run.rows().size(); row++) {
            if (run.rows().step(row) == step
                    && (run.rows().theta(row) != 1 || run.rows().isAtGivenTime(row))) {
                sum += dot(
                        rowDot(run.rows().theta(row)),
                        Tensor.copyOf(cotangents.rows()).index(0, row));
            }
        }
        for (int i = 0; cotangents.dense() != null && i < dense().size(); i++) {
            Tensor bars = Tensor.copyOf(cotangents.dense()).index(0, step);
            sum += dot(along.tangent(dense().get(i)), bars.index(0, i));
        }
        if (cotangents.steps() != null) {
            sum += startRate * cotangents.steps().get(2 * step);
            sum += (endRate - startRate) * cotangents.steps().get(2 * step + 1);
        }
        return sum;
    }

    private List<Tensor> dense() {
        return out.all(StepPart.DENSE);
    }

    /** The derivative of a row whose time stays while its step moves: θ moves. At the end of the step the rest is in {@link #yDot}. */
    private Tensor rowDot(double theta) {
        double rate =
                -(startRate * (1 - theta) + endRate * theta) / run.record().h(step);
        Tensor moving = along.variable(Tensor.scalar(theta), Tensor.scalar(rate));
        List<Tensor> dense = theta == 1 ? dense().stream().map(along::primal).toList() : dense();
        return along.tangent(programs()
                .interpolate()
                .call(Parts.of(StepPart.THETA, moving).with(StepPart.DENSE, dense))
                .one(StepPart.ROW));
    }
}
