package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.StepMemory;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The memory of cotangents and the compiled pull-backs of a stepper, made once for a choice of parameters: the cotangents of y and of
 * the carry in one block, those of the dense values in another, those of the parameters each to be added to in place.
 */
final class PullBackPlans {
    private final CompiledStep stepper;
    private final WantedCotangents wanted;
    final Buffer bars;
    final Buffer denseBars;
    final Buffer row;
    final Buffer theta;
    final Buffer time;
    final Buffer y0;
    final Buffer tBar;
    final Buffer hBar;
    final Buffer thetaBar;
    final List<Buffer> parameterBars = new ArrayList<>();
    final Plan addRow;
    private final Map<StepPrograms, CountedPlan> steps = new HashMap<>();
    private final Map<StepPrograms, CountedPlan> denseSteps = new HashMap<>();
    private final Buffer yBar;
    private final List<Buffer> carryBars;
    private CountedPlan interpolate;
    private CountedPlan thetaVjp;
    private CountedPlan init;

    private PullBackPlans(CompiledStep stepper, WantedCotangents wanted) {
        this.stepper = stepper;
        this.wanted = wanted;
        Arena arena = stepper.arena();
        TensorType state = programs().signature().state();
        bars = arena.allocate(stepper.state().type());
        denseBars = arena.allocate(stepper.dense().type());
        row = arena.allocate(state);
        theta = arena.allocate(TensorType.float64());
        time = arena.allocate(TensorType.float64());
        y0 = arena.allocate(state);
        tBar = arena.allocate(TensorType.float64());
        hBar = arena.allocate(TensorType.float64());
        thetaBar = arena.allocate(TensorType.float64());
        wanted.parameters().stream()
                .forEach(i -> parameterBars.add(
                        arena.allocate(programs().signature().parameters().get(i))));
        Parts<Buffer> ends = stepper.memory().ends(bars);
        yBar = ends.one(StepPart.Y);
        carryBars = ends.all(StepPart.CARRY);
        Program identity = Program.traceClosed(List.of(state), in -> in);
        addRow = Plan.of(identity).in(arena).input(0, row).accumulate(0, yBar()).build();
    }

    /** The plans of a stepper for these parameters. */
    static PullBackPlans of(CompiledStep stepper, WantedCotangents wanted) {
        return stepper.companion(List.of("pull back", wanted), owner -> new PullBackPlans(owner, wanted));
    }

    private StepPrograms programs() {
        return stepper.programs();
    }

    /** The cotangent of y. */
    Buffer yBar() {
        return yBar;
    }

    /** The cotangents of the carry. */
    List<Buffer> carryBars() {
        return carryBars;
    }

    void clear() {
        bars.fill(0);
        parameterBars.forEach(bar -> bar.fill(0));
    }

    /** The places of a pull-back: cotangents at the end of the step in, those at its start out. */
    StepBindings bindings() {
        StepMemory memory = stepper.memory();
        Parts<Buffer> ends = memory.ends(bars).bars();
        return memory.bindings()
                .reading(ends.with(StepPart.DENSE_BAR, denseVectors()))
                .writing(ends.with(StepPart.TIME_BAR, tBar).with(StepPart.SIZE_BAR, hBar))
                .adding(StepPart.PARAMETER_BARS, parameterBars);
    }

    /** θ and a row's cotangent to the cotangents of the dense values, added. */
    CountedPlan interpolate() {
        if (interpolate == null) {
            interpolate = rowBindings()
                    .adding(StepPart.DENSE_BAR, denseVectors())
                    .plan(programs().pullBacks().interpolate(), stepper.arena());
        }
        return interpolate;
    }

    /** θ, the dense values in the stepper and a row's cotangent to the cotangent of θ. */
    CountedPlan thetaVjp() {
        if (thetaVjp == null) {
            thetaVjp = rowBindings()
                    .writing(StepPart.THETA_BAR, thetaBar)
                    .plan(programs().pullBacks().interpolateTheta(), stepper.arena());
        }
        return thetaVjp;
    }

    private StepBindings rowBindings() {
        return stepper.memory().bindings().reading(StepPart.THETA, theta).reading(StepPart.ROW_BAR, row);
    }

    private List<Buffer> denseVectors() {
        return stepper.memory().vectors(denseBars, programs().denseValues());
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

    /** The plan as {@link #step}, with the cotangents of the dense values. */
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

    /** The cotangents of the carry that the solver's init makes to that of y0, which takes the place of the interpolated row. */
    CountedPlan init() {
        if (init == null) {
            init = bindings()
                    .reading(StepPart.TIME, time)
                    .reading(StepPart.Y, y0)
                    .writing(StepPart.Y_BAR, row)
                    .plan(programs().pullBacks().init(wanted), stepper.arena());
        }
        return init;
    }
}
