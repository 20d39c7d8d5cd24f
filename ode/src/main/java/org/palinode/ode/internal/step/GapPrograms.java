package org.palinode.ode.internal.step;

import static org.palinode.ode.internal.step.StepFormulas.joined;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver.Start;
import org.palinode.ode.solver.RoundTrip;

/**
 * Programs that judge the steps of a {@link Reversible} solver: (t, h, y, z, parameters, y and z at the end, largest |y|) → float64
 * scalars.
 */
public final class GapPrograms {
    private final StepPrograms.Signature signature;
    private final StepFormulas formulas;
    private final Reversible solver;
    private final KnownPrograms known = new KnownPrograms();

    GapPrograms(StepPrograms.Signature signature, StepFormulas formulas) {
        this.signature = signature;
        this.formulas = formulas;
        solver = (Reversible) signature.solver();
    }

    /**
     * The gap |y − z| at the end relative to the largest |y|; {@link Reversible#gap} in multiples of what never ends a segment, and of what always
     * does.
     */
    public CountedProgram gap() {
        return known.get(
                "gap",
                () -> program(formulas.vectors(3), step -> {
                    Tensor gap = solver.gap(step.field, step.t, step.h, step.end);
                    List<Tensor> numbers = new ArrayList<>(List.of(step.scale.relative(
                            step.end.y().minus(step.end.state().get(0)))));
                    numbers.addAll(step.scale.gap(gap, step.end.y(), solver.resyncRule(), signature.scale()));
                    return numbers.stream().map(GapPrograms::wide).toList();
                }));
    }

    /**
     * With a difference v [n] as a last input, about as large as the largest |y|: the difference that fares worst, as far as v knows of it [n]; the
     * gap that it leaves after a step, and what y misses the base solver's by because of that after another, both as parts of it; and how many
     * times as large the gap is after each further step.
     */
    public CountedProgram roundTrip() {
        return known.get(
                "roundTrip",
                () -> program(formulas.vectors(4), step -> {
                    Tensor v = step.last;
                    RoundTrip trip = solver.roundTrip(step.field, step.t, step.h, step.start, step.end, v);
                    StateScale scale = step.scale.filled();
                    Tensor size = scale.relative(v);
                    Tensor left = scale.relative(trip.gap());
                    Tensor gap = left.dividedBy(size);
                    Tensor missed = gap.times(scale.relative(trip.forgotten())).dividedBy(size);
                    Tensor growth = scale.length(trip.back()).dividedBy(scale.length(trip.forth()));
                    double rounding = Math.sqrt(v.dtype().epsilon());
                    Tensor worst =
                            Tensor.where(gap.greater(rounding), trip.gap().dividedBy(left), v);
                    return List.of(worst, wide(gap), wide(missed), wide(growth));
                }));
    }

    private static Tensor wide(Tensor number) {
        return number.cast(DType.FLOAT64);
    }

    private CountedProgram program(List<TensorType> more, Function<Inputs, List<Tensor>> numbers) {
        return formulas.counted(Program.traceClosed(
                joined(formulas.stepInputs(), more), in -> numbers.apply(new Inputs(in, in.size() - more.size()))));
    }

    /** The inputs by name. */
    private final class Inputs {
        final Tensor t;
        final Tensor h;
        final Start start;
        final Start end;
        final Field field;
        final StateScale scale;

        /** What comes after the others; the scale where nothing does. */
        final Tensor last;

        /** @param first where what comes after the step's own inputs begins */
        Inputs(List<Tensor> in, int first) {
            t = in.get(0);
            h = in.get(1);
            start = new Start(in.get(2), in.subList(3, 4));
            field = formulas.fieldOfStep(t, h).with(in.subList(4, first));
            end = new Start(in.get(first), in.subList(first + 1, first + 2));
            scale = new StateScale(in.get(first + 2));
            last = in.get(in.size() - 1);
        }
    }
}
