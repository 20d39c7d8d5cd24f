package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.ReversibleSolver.PulledBack;
import org.palinode.ode.solver.ReversibleSolver.Start;

/** Programs that reverse a step, and that measure what was reconstructed. */
public final class StepReversals {
    private final StepFormulas formulas;
    private final StepSignature signature;
    private final List<TensorType> dense;
    private final KnownPrograms known = new KnownPrograms();

    /** @param dense the types of the dense values of a step */
    StepReversals(StepFormulas formulas, List<TensorType> dense) {
        this.formulas = formulas;
        this.dense = dense;
        signature = formulas.signature();
    }

    /**
     * (step with y and carry at its end, their cotangents, size of the step before) → (y and carry at the start, cotangents of time and size if
     * wanted, those of y and carry, additions to the cotangents of the wanted parameters).
     */
    public CountedProgram backwardStep(WantedCotangents wanted) {
        return known.get(List.of("backwardStep", wanted), () -> backwardStep(wanted, List.of()));
    }

    /** The program as {@link #backwardStep(WantedCotangents)}, with the cotangents of the dense values too. */
    public CountedProgram denseBackwardStep(WantedCotangents wanted) {
        return known.get(List.of("denseBackwardStep", wanted), () -> backwardStep(wanted, dense));
    }

    private CountedProgram backwardStep(WantedCotangents wanted, List<TensorType> denseBars) {
        Parts<TensorType> inputs = signature
                .step()
                .with(signature.ends().bars())
                .with(StepPart.DENSE_BAR, denseBars)
                .with(StepPart.SIZE_BEFORE, TensorType.float64());
        return formulas.counted(StepProgram.trace(inputs, in -> outputs(pullBack(in), wanted)));
    }

    private PulledBack pullBack(Parts<Tensor> in) {
        return ((ReversibleSolver) formulas.solver())
                .pullBack(
                        formulas.fieldOf(in),
                        in.all(StepPart.PARAMETERS),
                        in.one(StepPart.TIME),
                        in.one(StepPart.SIZE),
                        in.one(StepPart.SIZE_BEFORE),
                        new Start(in.one(StepPart.Y), in.all(StepPart.CARRY)),
                        new Start(in.one(StepPart.Y_BAR), in.all(StepPart.CARRY_BAR)),
                        in.all(StepPart.DENSE_BAR));
    }

    private Parts<Tensor> outputs(PulledBack back, WantedCotangents wanted) {
        Parts<Tensor> cotangents = Parts.of(StepPart.TIME, back.timeBar())
                .with(StepPart.SIZE, back.sizeBar())
                .with(ends(back.cotangents()))
                .with(StepPart.PARAMETERS, back.parameterCotangents());
        return ends(back.start()).with(cotangents.keeping(wanted::has).bars());
    }

    private static Parts<Tensor> ends(Start start) {
        return Parts.of(StepPart.Y, start.y()).with(StepPart.CARRY, start.carry());
    }

    /** (step with y and carry at its end, size of the step before) → y and carry at the start. */
    public CountedProgram reverse() {
        return known.get(
                "reverse",
                () -> formulas.counted(StepProgram.trace(
                        signature.step().with(StepPart.SIZE_BEFORE, TensorType.float64()), in -> ends(reversed(in)))));
    }

    private Start reversed(Parts<Tensor> in) {
        return ((ReversibleSolver) formulas.solver())
                .backwardStep(
                        formulas.fieldOf(in).with(in.all(StepPart.PARAMETERS)),
                        in.one(StepPart.TIME),
                        in.one(StepPart.SIZE),
                        in.one(StepPart.SIZE_BEFORE),
                        in.one(StepPart.Y),
                        in.all(StepPart.CARRY));
    }

    /** (y, another y, largest |y|) → how far the other is from y: {@link StateScale#difference}. */
    public CountedProgram difference() {
        Parts<TensorType> inputs = Parts.of(StepPart.Y, signature.state())
                .with(StepPart.Y_END, signature.state())
                .with(StepPart.LARGEST, signature.state());
        return known.get(
                "difference",
                () -> formulas.counted(StepProgram.trace(inputs, in -> {
                    StateScale scale = new StateScale(in.one(StepPart.LARGEST));
                    Tensor difference = scale.difference(in.one(StepPart.Y), in.one(StepPart.Y_END));
                    return Parts.of(StepPart.FIGURES, difference.cast(DType.FLOAT64));
                })));
    }

    /** (largest |y| and the same of late, y, another y) → both with these. */
    public CountedProgram largest() {
        Parts<TensorType> inputs = Parts.of(StepPart.LARGEST, signature.vectors(2))
                .with(StepPart.Y, signature.state())
                .with(StepPart.Y_END, signature.state());
        return known.get(
                "largest",
                () -> formulas.counted(StepProgram.trace(inputs, in -> {
                    StateScale ofAll = new StateScale(in.all(StepPart.LARGEST).get(0));
                    StateScale ofLate = new StateScale(in.all(StepPart.LARGEST).get(1));
                    Tensor start = in.one(StepPart.Y);
                    Tensor end = in.one(StepPart.Y_END);
                    return Parts.of(
                            StepPart.LARGEST,
                            List.of(
                                    ofAll.with(start).with(end).largest(),
                                    ofLate.with(start).fading(end).largest()));
                })));
    }

    /**
     * (cotangents at the start of a segment, at its end) → max |start| / max |end, Σ start|, 1 at least. Where a field damps, the cotangents of y and
     * of its copy grow going back, with opposite signs, and by as much an error of the reconstruction counts more than its size.
     */
    public CountedProgram cancellation() {
        Parts<TensorType> inputs = Parts.of(StepPart.SEGMENT_BARS, List.of(signature.block(), signature.block()));
        return known.get(
                "cancellation",
                () -> formulas.counted(StepProgram.trace(inputs, in -> {
                    Tensor start = in.all(StepPart.SEGMENT_BARS).get(0);
                    Tensor end = in.all(StepPart.SEGMENT_BARS).get(1);
                    return Parts.of(StepPart.FIGURES, cancellation(start, end));
                })));
    }

    private Tensor cancellation(Tensor start, Tensor end) {
        int n = signature.state().size();
        Tensor left =
                StateScale.most(start.reshape(1 + signature.carry(), n).sum(0).abs());
        Tensor size = StateScale.most(end.abs()).maximum(left);
        Tensor tiny = Tensor.scalar(Double.MIN_NORMAL);
        Tensor ratio = StateScale.most(start.abs())
                .cast(DType.FLOAT64)
                .dividedBy(size.cast(DType.FLOAT64).maximum(tiny));
        return ratio.maximum(1);
    }
}
