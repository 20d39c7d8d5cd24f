package org.palinode.ode.internal.event;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.CompiledStep;

/**
 * Motion of conditions g(t, y) along the solution, dg/dt = ∂g/∂t + ∂g/∂y f, and what rounding in t and y can make of them: ulps of |t|
 * (|∂g/∂t| + |dg/dt|) + Σ|yᵢ ∂g/∂yᵢ|. The second term is there because the solution is known at rounded times only.
 */
final class Motion {
    /** A state at an event has gone through a few roundings. */
    private static final double ULPS = 8;

    /** Numbers of each event: dg/dt, |∂g/∂t| + |dg/dt|, Σ|yᵢ ∂g/∂yᵢ|, Σ|∂g/∂yᵢ|. */
    private static final int NUMBERS = 4;

    private final CompiledStep stepper;
    private final Plan plan;
    private final int evaluations;
    private double largestTime;

    /** @param arguments where (t, y [n], parameters) are found */
    Motion(CompiledStep stepper, Events events, List<Buffer> arguments) {
        this.stepper = stepper;
        Plan.Builder builder = Plan.of(program(events)).in(stepper.arena()).inputs(0, arguments);
        for (int i = 0; i < NUMBERS * events.rules().size(); i++) {
            builder.output(i, stepper.arena().allocate(Tensor.scalar(0).type()));
        }
        plan = builder.build();
        evaluations = events.rules().stream().allMatch(Events.Rule::isBoolean) ? 0 : 1;
    }

    private static Program program(Events events) {
        return Program.traceClosed(events.conditions().inputTypes(), in -> {
            Tensor field = events.field().apply(in).get(0);
            List<Tensor> out = new ArrayList<>();
            for (int event = 0; event < events.rules().size(); event++) {
                boolean isReal = !events.rules().get(event).isBoolean();
                out.addAll(isReal ? numbers(gradient(events, event, in), in.get(1), field) : nothing());
            }
            return out;
        });
    }

    private static List<Tensor> nothing() {
        Tensor zero = Tensor.scalar(0);
        return List.of(zero, zero, zero, zero);
    }

    private static List<Tensor> gradient(Events events, int event, List<Tensor> in) {
        List<Tensor> withBar = new ArrayList<>(in);
        withBar.add(Tensor.scalar(1));
        return events.conditions()
                .vjp(input -> input < 2, output -> output == event)
                .apply(withBar);
    }

    private static List<Tensor> numbers(List<Tensor> gradient, Tensor y, Tensor field) {
        Tensor byTime = gradient.get(0);
        Tensor byState = gradient.get(1);
        Tensor slope = byTime.plus(sum(byState.times(field)));
        return List.of(
                slope, byTime.abs().plus(slope.abs()), sum(byState.times(y).abs()), sum(byState.abs()));
    }

    private static Tensor sum(Tensor x) {
        return x.sum().cast(DType.FLOAT64);
    }

    /** Begins a solve at t0, from which times are counted: they are known to ulps of the largest. */
    void begin(double t0) {
        largestTime = Math.abs(t0);
    }

    /** Evaluates all at t, which is in the arguments; costs one evaluation of the field. */
    void evaluate(double t) {
        largestTime = Math.max(largestTime, Math.abs(t));
        plan.run();
        stepper.count(evaluations);
    }

    private double number(int event, int which) {
        return plan.output(NUMBERS * event + which).get(0);
    }

    /** dg/dt of a real condition along the solution. */
    double slope(int event) {
        return number(event, 0);
    }

    /** The distance from 0 of a condition at its zero: below this it is as good as 0. 0 where there is no such number. */
    double rounding(int event) {
        double inTime = DType.FLOAT64.epsilon() * largestTime * number(event, 1);
        double inState = stepper.y().dtype().epsilon() * number(event, 2);
        return Double.isFinite(inTime + inState) ? ULPS * (inTime + inState) : 0;
    }

    /** True if a condition depends on the time alone: then its zero is known to the bit. */
    boolean isOfTime(int event) {
        return number(event, 3) == 0;
    }
}
