package org.palinode.ode.internal.adjoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The cotangents of a step in memory, and the compiled pull-backs that move them; made once for a stepper and a choice of cotangents. Those of y
 * and the carry lie in one block, those of the dense values in another; to those of the parameters each pull-back adds.
 */
final class StepCotangents {
    private final CompiledStep stepper;
    private final WantedCotangents wanted;
    private final Buffer ends;
    private final Buffer dense;
    private final Buffer timeBar;
    private final Buffer sizeBar;
    private final ParameterCotangents parameters;
    private final Buffer initTime;
    private final Buffer initY;
    private final Buffer yBar;
    private final List<Buffer> carryBars;
    private final RowPullBack rows;
    private final Map<StepPrograms, CountedPlan> steps = new HashMap<>();
    private final Map<StepPrograms, CountedPlan> denseSteps = new HashMap<>();
    private CountedPlan init;

    private StepCotangents(CompiledStep stepper, WantedCotangents wanted) {
        this.stepper = stepper;
        this.wanted = wanted;
        Arena arena = stepper.arena();
        ends = arena.allocate(stepper.state().type());
        dense = arena.allocate(stepper.dense().type());
        timeBar = arena.allocate(TensorType.float64());
        sizeBar = arena.allocate(TensorType.float64());
        parameters = new ParameterCotangents(arena, programs().signature().parameters(), wanted.parameters());
        initTime = arena.allocate(TensorType.float64());
        initY = arena.allocate(programs().signature().state());
        Parts<Buffer> parts = stepper.memory().ends(ends);
        yBar = parts.one(StepPart.Y);
        carryBars = parts.all(StepPart.CARRY);
        rows = new RowPullBack(stepper, yBar, denseVectors());
    }

    /** The cotangents of a stepper. */
    static StepCotangents of(CompiledStep stepper, WantedCotangents wanted) {
        return stepper.companion(List.of("pull back", wanted), owner -> new StepCotangents(owner, wanted));
    }

    private StepPrograms programs() {
        return stepper.programs();
    }

    /** Puts the cotangents of y and the carry at the end of a solve in place, null where zero; those of the parameters are 0. */
    void begin(Buffer end) {
        ends.fill(0);
        if (end != null) {
            ends.copyFrom(end);
        }
        parameters.clear();
    }

    void clearCarry() {
        carryBars.forEach(bar -> bar.fill(0));
    }

    /** Puts the cotangents of a step's dense values in place, from those of all steps [steps, count, n]; null where zero. */
    void placeDense(Buffer all, int step) {
        if (all == null) {
            dense.fill(0);
        } else {
            int bytes = dense.bytes().capacity();
            dense.bytes().put(0, all.bytes(), step * bytes, bytes);
        }
    }

    /** Puts another cotangent of y in place. */
    void placeY(Tensor bar) {
        yBar.copyFrom(bar.buffer());
    }

    /** The cotangents of y and the carry, in one block [(1 + carry) n]. */
    Buffer ends() {
        return ends;
    }

    /** Copies of the cotangents of y and the carry. */
    Parts<Tensor> copies() {
        Parts<Buffer> bars = stepper.memory().ends(ends).bars();
        return bars.named(bars.list().stream().map(Tensor::copyOf).toList());
    }

    /** A copy of the cotangent of y. */
    Tensor copyOfY() {
        return Tensor.copyOf(yBar);
    }

    /** The cotangent of the time at which the step starts that was pulled back last. */
    double timeBar() {
        return timeBar.get(0);
    }

    /** The cotangent of the size of the step that was pulled back last. */
    double sizeBar() {
        return sizeBar.get(0);
    }

    boolean areFinite() {
        return ends.isFinite() && parameters.areFinite();
    }

    ParameterCotangents parameters() {
        return parameters;
    }

    /** The pull-back of rows to these. */
    RowPullBack rows() {
        return rows;
    }

    /** The places of a pull-back: cotangents at the end of the step in, those at its start out. */
    StepBindings bindings() {
        Parts<Buffer> bars = stepper.memory().ends(ends).bars();
        return stepper.memory()
                .bindings()
                .reading(bars.with(StepPart.DENSE_BAR, denseVectors()))
                .writing(bars.with(StepPart.TIME_BAR, timeBar).with(StepPart.SIZE_BAR, sizeBar))
                .adding(StepPart.PARAMETER_BARS, parameters.bars());
    }

    private List<Buffer> denseVectors() {
        return stepper.memory().vectors(dense, programs().denseValues());
    }

    /** The cotangents at the end of a step of these programs to those at its start. */
    CountedPlan step(StepPrograms map) {
        CountedPlan known = steps.get(map); // not computeIfAbsent, which would allocate a function each step
        if (known == null) {
            known = plan(map.pullBacks().step(wanted));
            steps.put(map, known);
        }
        return known;
    }

    /** The plan as by {@link #step}, with the cotangents of the dense values. */
    CountedPlan denseStep(StepPrograms map) {
        CountedPlan known = denseSteps.get(map);
        if (known == null) {
            known = plan(map.pullBacks().denseStep(wanted));
            denseSteps.put(map, known);
        }
        return known;
    }

    private CountedPlan plan(CountedProgram program) {
        return bindings().plan(program, stepper.arena());
    }

    /** The cotangents of the carry that the solver begins with at (t, y) to that of y, which takes the place of a row's, to be added. */
    CountedPlan init(double t, Buffer y) {
        if (init == null) {
            init = bindings()
                    .reading(StepPart.TIME, initTime)
                    .reading(StepPart.Y, initY)
                    .writing(StepPart.Y_BAR, rows.row())
                    .plan(programs().pullBacks().init(wanted), stepper.arena());
        }
        initTime.set(0, t);
        initY.copyFrom(y);
        return init;
    }
}
