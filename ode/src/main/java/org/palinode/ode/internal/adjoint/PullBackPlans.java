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
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The memory of cotangents and the compiled pull-backs of a stepper, made once for a choice of parameters: the cotangents of y and of
 * what the solver hands on in one block, those of the dense values in another, those of the parameters each to be added to in place.
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
    private Plan interpolate;
    private Plan thetaVjp;
    private Plan init;

    private PullBackPlans(CompiledStep stepper, WantedCotangents wanted) {
        this.stepper = stepper;
        this.wanted = wanted;
        Arena arena = stepper.arena();
        TensorType state = programs().stateType();
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
                        arena.allocate(programs().parameterTypes().get(i))));
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

    Buffer yBar() {
        return vector(0);
    }

    /** The cotangent of y, or of what the solver hands on. */
    Buffer vector(int index) {
        return stepper.vector(bars, index);
    }

    void clear() {
        bars.fill(0);
        parameterBars.forEach(bar -> bar.fill(0));
    }

    /** θ and a row's cotangent to the cotangents of the dense values, added. */
    Plan interpolate() {
        if (interpolate == null) {
            int count = programs().denseValues();
            Plan.Builder builder = stepper.memory()
                    .plan(programs().pullBacks().interpolate())
                    .input(0, theta)
                    .input(1 + count, row);
            stepper.memory().withInputs(builder, 1, stepper.dense(), 0, count);
            for (int i = 0; i < count; i++) {
                builder.accumulate(i, stepper.vector(denseBars, i));
            }
            interpolate = builder.build();
        }
        return interpolate;
    }

    /** θ, the dense values in the stepper and a row's cotangent to the cotangent of θ. */
    Plan thetaVjp() {
        if (thetaVjp == null) {
            int count = programs().denseValues();
            Plan.Builder builder = stepper.memory()
                    .plan(programs().pullBacks().interpolateTheta())
                    .input(0, theta)
                    .input(1 + count, row)
                    .output(0, thetaBar);
            thetaVjp = stepper.memory()
                    .withInputs(builder, 1, stepper.dense(), 0, count)
                    .build();
        }
        return thetaVjp;
    }

    /** The cotangents at the end of a step of these programs to those at its start. */
    CountedPlan step(StepPrograms map) {
        CountedPlan known = steps.get(map);
        if (known == null) {
            known = plan(map.pullBacks().step(wanted), 0);
            steps.put(map, known);
        }
        return known;
    }

    /** As {@link #step}, with the cotangents of the dense values. */
    CountedPlan denseStep(StepPrograms map) {
        CountedPlan known = denseSteps.get(map);
        if (known == null) {
            known = plan(map.pullBacks().denseStep(wanted), map.denseValues());
            denseSteps.put(map, known);
        }
        return known;
    }

    private CountedPlan plan(CountedProgram program, int denseCount) {
        return new CountedPlan(stepPlan(program, denseCount).build(), program);
    }

    /** A plan that pulls back a step, with the cotangents of the first {@code denseCount} dense values. */
    Plan.Builder stepPlan(CountedProgram program, int denseCount) {
        int states = 1 + programs().states();
        Plan.Builder builder =
                withBars(stepper.memory().withStepInputs(stepper.memory().plan(program)), denseCount);
        int first = withTimeBars(builder, 0);
        stepper.memory().withOutputs(builder, first, bars, 0, states);
        return withParameterBars(builder, first + states);
    }

    /** The cotangents of what the solver's init hands on to that of y0, which takes the place of the interpolated row. */
    Plan init() {
        if (init == null) {
            int count = programs().parameterTypes().size();
            Plan.Builder builder = stepper.memory()
                    .plan(programs().pullBacks().init(wanted))
                    .input(0, time)
                    .input(1, y0)
                    .inputs(2, stepper.parameters());
            if (wanted.times()) {
                builder.output(0, tBar);
            }
            int first = wanted.ofTimes(1);
            builder.output(first, row);
            stepper.memory().withInputs(builder, 2 + count, bars, 1, programs().states());
            init = withParameterBars(builder, first + 1).build();
        }
        return init;
    }

    /** Binds the cotangents at the end of a step as inputs. */
    Plan.Builder withBars(Plan.Builder builder, int denseCount) {
        int states = 1 + programs().states();
        int first = 2 + states + programs().parameterTypes().size();
        stepper.memory().withInputs(builder, first, bars, 0, states);
        return stepper.memory().withInputs(builder, first + states, denseBars, 0, denseCount);
    }

    /** Binds the outputs from {@code index} on to the cotangents of t and h, if they are wanted; the index of the next output. */
    int withTimeBars(Plan.Builder builder, int index) {
        if (wanted.times()) {
            builder.output(index, tBar).output(index + 1, hBar);
        }
        return index + wanted.ofTimes(2);
    }

    /** Binds the outputs from {@code index} on to the cotangents of the parameters, to be added. */
    Plan.Builder withParameterBars(Plan.Builder builder, int index) {
        for (int i = 0; i < parameterBars.size(); i++) {
            builder.accumulate(index + i, parameterBars.get(i));
        }
        return builder;
    }
}
