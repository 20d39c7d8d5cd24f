package org.palinode.ode.event;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.plan.Plan;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.CompiledStepper;

/** The conditions of a solve's events, compiled into the memory of its stepper. Evaluating them allocates nothing. */
final class Conditions {
    private final CompiledStepper stepper;
    private final Events events;
    private final Buffer t;
    private final Buffer y;
    private final List<Buffer> values = new ArrayList<>();
    private final Plan plan;

    private Conditions(CompiledStepper stepper, Events events) {
        this.stepper = stepper;
        this.events = events;
        t = stepper.arena().allocate(TensorType.float64());
        y = stepper.arena().allocate(stepper.programs().stateType());
        Plan.Builder builder = Plan.of(events.conditions())
                .in(stepper.arena())
                .input(0, t)
                .input(1, y)
                .inputs(2, stepper.parameters());
        for (int i = 0; i < events.rules().size(); i++) {
            values.add(stepper.arena().allocate(TensorType.float64()));
            builder.output(i, values.get(i));
        }
        plan = builder.build();
    }

    static Conditions of(CompiledStepper stepper, Events events) {
        return stepper.companion(List.of("conditions", events.conditions()), owner -> new Conditions(owner, events));
    }

    void evaluate(double time, Buffer state) {
        t.set(0, time);
        y.copyFrom(state);
        plan.run();
    }

    double value(int event) {
        return values.get(event).get(0);
    }

    /** The slopes of all conditions along the solution through (t, y). */
    double[] slopes(double time, Buffer state) {
        List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(time), Tensor.copyOf(state)));
        stepper.parameters().forEach(parameter -> in.add(Tensor.copyOf(parameter)));
        Tensor slope = new Call(events.field()).apply(in).get(0);
        in.addAll(List.of(Tensor.scalar(1), slope));
        stepper.count(1);
        return new Call(events.conditions().tangents(i -> i < 2))
                .apply(in).stream().mapToDouble(Tensor::item).toArray();
    }
}
