package org.palinode.ode.event;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Plan;
import org.palinode.autodiff.program.Program;
import org.palinode.ode.integrate.CompiledStepper;

/** The conditions of a solve's events, compiled into the memory of its stepper. Evaluating them allocates nothing. */
final class Conditions {
    private final CompiledStepper stepper;
    private final Events events;
    private final Buffer t;
    private final Buffer y;
    private final List<Buffer> values;
    private final List<Buffer> slopes;
    private final List<Buffer> roundings;
    private final Plan plan;
    private Plan motion;

    private Conditions(CompiledStepper stepper, Events events) {
        this.stepper = stepper;
        this.events = events;
        t = stepper.arena().allocate(TensorType.float64());
        y = stepper.arena().allocate(stepper.programs().stateType());
        values = numbers();
        slopes = numbers();
        roundings = numbers();
        plan = builder(events.conditions(), values).build();
    }

    private List<Buffer> numbers() {
        List<Buffer> numbers = new ArrayList<>();
        for (int i = 0; i < events.rules().size(); i++) {
            numbers.add(stepper.arena().allocate(TensorType.float64()));
        }
        return numbers;
    }

    private Plan.Builder builder(Program program, List<Buffer> outputs) {
        Plan.Builder builder =
                Plan.of(program).in(stepper.arena()).input(0, t).input(1, y).inputs(2, stepper.parameters());
        for (int i = 0; i < outputs.size(); i++) {
            builder.output(i, outputs.get(i));
        }
        return builder;
    }

    static Conditions of(CompiledStepper stepper, Events events) {
        return stepper.companion(
                List.of("conditions", events.conditions(), events.rules()), owner -> new Conditions(owner, events));
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

    /** Evaluates {@link #slope} and {@link #rounding} at (t, y); costs one evaluation of the field. */
    void evaluateMotion(double time, Buffer state) {
        if (motion == null) {
            List<Buffer> outputs = new ArrayList<>(slopes);
            outputs.addAll(roundings);
            motion = builder(new Motion(events).program(), outputs).build();
        }
        place(time, state);
        motion.run();
        stepper.count(1);
    }

    /** dg/dt of a real condition along the solution, where {@link #evaluateMotion} was last. */
    double slope(int event) {
        return slopes.get(event).get(0);
    }

    /**
     * How far from 0 a condition may be at its zero, in which t and y are rounded: below this it is as good as 0. 0 where there is no such
     * number.
     */
    double rounding(int event) {
        double bound = Motion.ULPS
                * stepper.y().dtype().epsilon()
                * roundings.get(event).get(0);
        return Double.isFinite(bound) ? bound : 0;
    }
}
