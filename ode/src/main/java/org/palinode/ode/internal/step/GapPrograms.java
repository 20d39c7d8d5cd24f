package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver.Start;
import org.palinode.ode.solver.RoundTrip;

/** Programs that judge the steps of a {@link Reversible} solver: (step, y and z at the end, largest |y|) → figures. */
public final class GapPrograms {
    private final StepKey key;
    private final StepFormulas formulas;
    private final Reversible solver;
    private final KnownPrograms known = new KnownPrograms();

    GapPrograms(StepKey key, StepFormulas formulas) {
        this.key = key;
        this.formulas = formulas;
        solver = (Reversible) key.solver();
    }

    /**
     * The gap |y − z| at the end relative to the largest |y|; {@link Reversible#gap} in multiples of what never ends a segment, and of what always
     * does.
     */
    public CountedProgram gap() {
        return known.get("gap", () -> program(inputs(), this::gap));
    }

    private Parts<Tensor> gap(JudgedStep step) {
        Tensor gap = solver.gap(step.field, step.t, step.h, step.end);
        Tensor difference = step.end.y().minus(step.end.carry().get(0));
        List<Tensor> numbers = new ArrayList<>(List.of(step.scale.relative(difference)));
        numbers.addAll(step.scale.gap(gap, step.end.y(), solver.resyncRule(), key.scale()));
        if (key.noise().filter(NoiseInputs::hasNoise).isPresent()) {
            numbers = underNoise(numbers.get(0), numbers.get(1), numbers.get(2), step.h);
        }
        return Parts.of(
                StepPart.FIGURES, numbers.stream().map(GapPrograms::wide).toList());
    }

    /**
     * The figures under noise. The floor is |h|^{3/2} there, but not above the ceiling: the first gap of a segment is a random number, and no measure of
     * those that follow. The ceiling is twice the floor, so that y comes near the base solver's with h (docs/design/reversible-derivation.md).
     */
    private List<Tensor> underNoise(Tensor relative, Tensor ofFloor, Tensor ofCeiling, Tensor h) {
        Resync rule = solver.resyncRule();
        double floor = rule.gapFloor(ofFloor.dtype());
        Tensor size = h.abs().times(h.abs().sqrt()).cast(ofFloor.dtype());
        Tensor noisy = size.minimum(constant(rule.gapCeiling(), size)).maximum(constant(floor, size));
        Tensor ofNoisy = ofFloor.times(floor).dividedBy(noisy);
        return List.of(relative, ofNoisy, ofCeiling.maximum(ofNoisy.times(0.5)));
    }

    private static Tensor constant(double number, Tensor like) {
        return Tensor.scalar(number).cast(like.dtype());
    }

    /**
     * With a difference v [n] as a further input, about as large as the largest |y|: the difference that fares worst, as far as v knows of it [n]; as
     * figures the gap that it leaves after a step, and what y misses the base solver's by because of that after another, both as parts of it; and
     * how many times as large the gap is after each further step.
     */
    public CountedProgram roundTrip() {
        TensorType state = formulas.signature().state();
        return known.get("roundTrip", () -> program(inputs().with(StepPart.DIFFERENCE, state), this::roundTrip));
    }

    private Parts<Tensor> roundTrip(JudgedStep step) {
        Tensor v = step.in.one(StepPart.DIFFERENCE);
        RoundTrip trip = solver.roundTrip(step.field, step.t, step.h, step.start, step.end, v);
        StateScale scale = step.scale.filled();
        Tensor size = scale.relative(v);
        Tensor left = scale.relative(trip.gap());
        Tensor gap = left.dividedBy(size);
        Tensor missed = gap.times(scale.relative(trip.forgotten())).dividedBy(size);
        Tensor growth = scale.length(trip.back()).dividedBy(scale.length(trip.forth()));
        double rounding = Math.sqrt(v.dtype().epsilon());
        Tensor worst = Tensor.where(gap.greater(rounding), trip.gap().dividedBy(left), v);
        return Parts.of(StepPart.DIFFERENCE, worst)
                .with(StepPart.FIGURES, List.of(wide(gap), wide(missed), wide(growth)));
    }

    private static Tensor wide(Tensor number) {
        return number.cast(DType.FLOAT64);
    }

    private Parts<TensorType> inputs() {
        StepSignature signature = formulas.signature();
        return signature
                .step()
                .with(StepPart.Y_END, signature.state())
                .with(StepPart.CARRY_END, signature.vectors(1))
                .with(StepPart.LARGEST, signature.state());
    }

    private CountedProgram program(Parts<TensorType> inputs, Function<JudgedStep, Parts<Tensor>> figures) {
        return formulas.counted(StepProgram.trace(inputs, in -> figures.apply(new JudgedStep(in))));
    }

    /** A step of the solver with its end. */
    private final class JudgedStep {
        final Parts<Tensor> in;
        final Tensor t;
        final Tensor h;
        final Start start;
        final Start end;
        final Field field;
        final StateScale scale;

        JudgedStep(Parts<Tensor> in) {
            this.in = in;
            t = in.one(StepPart.TIME);
            h = in.one(StepPart.SIZE);
            start = new Start(in.one(StepPart.Y), in.all(StepPart.CARRY));
            end = new Start(in.one(StepPart.Y_END), in.all(StepPart.CARRY_END));
            field = formulas.fieldOf(in).with(in.all(StepPart.PARAMETERS));
            scale = new StateScale(in.one(StepPart.LARGEST));
        }
    }
}
