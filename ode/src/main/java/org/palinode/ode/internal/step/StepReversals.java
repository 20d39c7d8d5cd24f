package org.palinode.ode.internal.step;

import static org.palinode.ode.internal.step.StepFormulas.TIME;
import static org.palinode.ode.internal.step.StepFormulas.joined;

import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.ReversibleSolver.PulledBack;
import org.palinode.ode.solver.ReversibleSolver.Start;

/** Programs that reverse a step, and that measure what was reconstructed. */
public final class StepReversals {
    private final StepPrograms programs;
    private final StepFormulas formulas;
    private final int states;
    private final KnownPrograms known = new KnownPrograms();

    StepReversals(StepPrograms programs, StepFormulas formulas) {
        this.programs = programs;
        this.formulas = formulas;
        states = formulas.states();
    }

    /**
     * (t, h, y, state at the end, parameters, their cotangents, size of the step before) → (y, state at the start,
     * cotangents of t and h if wanted, those of y and state, additions to the cotangents of the wanted parameters).
     */
    public CountedProgram backwardStep(WantedCotangents wanted) {
        return known.get(List.of("backwardStep", wanted), () -> backwardStep(wanted, 0));
    }

    /** As {@link #backwardStep(Wanted)}, with the cotangents of the dense values too. */
    public CountedProgram denseBackwardStep(WantedCotangents wanted) {
        return known.get(List.of("denseBackwardStep", wanted), () -> backwardStep(wanted, programs.denseValues()));
    }

    private CountedProgram backwardStep(WantedCotangents wanted, int denseBars) {
        List<TensorType> inputs = joined(formulas.stepInputs(), formulas.vectors(1 + states + denseBars));
        inputs.add(TIME);
        int before = inputs.size() - 1;
        return formulas.counted(Program.traceClosed(inputs, in -> {
            int bars = 3 + states + formulas.parameters().size();
            List<Tensor> values = in.subList(3 + states, bars);
            PulledBack back = ((ReversibleSolver) formulas.solver())
                    .pullBack(
                            formulas.fieldOfStep(in.get(0), in.get(1)),
                            values,
                            in.get(0),
                            in.get(1),
                            in.get(before),
                            new Start(in.get(2), in.subList(3, 3 + states)),
                            new Start(in.get(bars), in.subList(bars + 1, bars + 1 + states)),
                            in.subList(bars + 1 + states, before));
            List<Tensor> out = joined(List.of(back.start().y()), back.start().state());
            out.addAll(back.timeCotangents().subList(0, wanted.ofTimes(2)));
            out.add(back.cotangents().y());
            out.addAll(back.cotangents().state());
            wanted.parameters().stream()
                    .forEach(i -> out.add(back.parameterCotangents().get(i)));
            return out;
        }));
    }

    /** (t, h, y, state at the end, parameters, size of the step before) → y and state at the start. */
    public CountedProgram takeBack() {
        return known.get(
                "takeBack",
                () -> formulas.counted(Program.traceClosed(joined(formulas.stepInputs(), List.of(TIME)), in -> {
                    int before = in.size() - 1;
                    Start start = ((ReversibleSolver) formulas.solver())
                            .backwardStep(
                                    formulas.fieldOfStep(in.get(0), in.get(1)).with(in.subList(3 + states, before)),
                                    in.get(0),
                                    in.get(1),
                                    in.get(before),
                                    in.get(2),
                                    in.subList(3, 3 + states));
                    return joined(List.of(start.y()), start.state());
                })));
    }

    /** (a, b, largest |y|) → how far b, brought back, is from a: {@link StateScale#difference}. */
    public CountedProgram difference() {
        return known.get(
                "difference",
                () -> formulas.counted(Program.traceClosed(
                        formulas.vectors(3),
                        in -> List.of(new StateScale(in.get(2))
                                .difference(in.get(0), in.get(1))
                                .cast(DType.FLOAT64)))));
    }

    /** (largest |y|, the same of late, y, another y) → both with these. */
    public CountedProgram largest() {
        return known.get(
                "largest",
                () -> formulas.counted(Program.traceClosed(
                        formulas.vectors(4),
                        in -> List.of(
                                new StateScale(in.get(0))
                                        .with(in.get(2))
                                        .with(in.get(3))
                                        .largest(),
                                new StateScale(in.get(1))
                                        .with(in.get(2))
                                        .fading(in.get(3))
                                        .largest()))));
    }

    /**
     * (cotangents at the start of a segment [1 + states, n], at its end) → max |start| / max |end, Σ start|, 1 at least. Where a field
     * damps, the cotangents of y and of its copy grow going back, with opposite signs, and by as much an error of the
     * reconstruction counts more than its size.
     */
    public CountedProgram cancellation() {
        return known.get("cancellation", () -> {
            TensorType bars = formulas.block(1 + states);
            return formulas.counted(Program.traceClosed(List.of(bars, bars), in -> {
                Tensor left = StateScale.most(in.get(0)
                        .reshape(1 + states, formulas.state().size())
                        .sum(0)
                        .abs());
                Tensor size = StateScale.most(in.get(1).abs()).maximum(left);
                Tensor tiny = Tensor.scalar(Double.MIN_NORMAL);
                Tensor ratio = StateScale.most(in.get(0).abs())
                        .cast(DType.FLOAT64)
                        .dividedBy(size.cast(DType.FLOAT64).maximum(tiny));
                return List.of(ratio.maximum(1));
            }));
        });
    }
}
