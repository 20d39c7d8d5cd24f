package org.palinode.ode.internal.event;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.step.CompiledStep;

/** The conditions of a solve's events, compiled into the memory of its stepper. Evaluating them allocates nothing. */
final class Conditions {
    private final Events events;
    private final Buffer t;
    private final Buffer y;
    private final List<Buffer> values;
    private final Plan plan;
    private final Motion motion;

    private Conditions(CompiledStep stepper, Events events) {
        this.events = events;
        t = stepper.arena().allocate(TensorType.float64());
        y = stepper.arena().allocate(stepper.programs().signature().state());
        values = new ArrayList<>();
        List<Buffer> arguments = FieldInputs.of(t, y, stepper.parameters());
        Plan.Builder builder = Plan.of(events.conditions()).in(stepper.arena()).inputs(0, arguments);
        for (int event = 0; event < events.rules().size(); event++) {
            values.add(stepper.arena().allocate(TensorType.float64()));
            builder.output(event, values.get(event));
        }
        plan = builder.build();
        motion = new Motion(stepper, events, arguments);
    }

    static Conditions of(CompiledStep stepper, Events events) {
        List<Boolean> kinds =
                events.rules().stream().map(Events.Rule::isBoolean).toList();
        return stepper.companion(
                List.of("conditions", events.conditions(), kinds), owner -> new Conditions(owner, events));
    }

    void evaluate(double time, Buffer state) {
        place(time, state);
        plan.run();
    }

    private void place(double time, Buffer state) {
        t.set(0, time);
        y.copyFrom(state);
    }

    /** The number of conditions. */
    int size() {
        return values.size();
    }

    double value(int event) {
        return values.get(event).get(0);
    }

    /** The sign of a condition; a boolean one is positive where it holds, and zero where not. */
    Sign sign(int event) {
        double value = value(event);
        return Sign.of(events.rules().get(event).isBoolean() ? Math.abs(value) : value);
    }

    /** The first condition that is not a number. */
    OptionalInt notANumber() {
        for (int event = 0; event < size(); event++) {
            if (Double.isNaN(value(event))) {
                return OptionalInt.of(event);
            }
        }
        return OptionalInt.empty();
    }

    /** The motion of the conditions at (t, y). */
    Motion motion(double time, Buffer state) {
        place(time, state);
        motion.evaluate(time);
        return motion;
    }

    /** The motion at the start of a solve. */
    Motion motionAtStart(double t0, Buffer state) {
        motion.begin(t0);
        return motion(t0, state);
    }
}
