package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.event.Event;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;

/** A ball that falls through drag and wind and bounces, with losses that see when and how. */
final class BouncingBall {
    private BouncingBall() {}

    static final double NEVER = Double.POSITIVE_INFINITY;

    /** Height and speed; args: gravity, drag, bounce. */
    static final ODETerm<Tensor, Tensor> BALL = new ODETerm<>((t, y, args) -> Tensor.stack(
            y.get(1),
            args.get(0)
                    .negate()
                    .minus(y.get(1).times(y.get(1).abs()).times(args.get(1)))
                    .plus(t.sin().times(0.1))));

    record Start(Tensor y0, Tensor args, Tensor threshold) {
        Start plus(int index, double by) {
            double[] all = {
                y0.get(0).item(),
                y0.get(1).item(),
                args.get(0).item(),
                args.get(1).item(),
                args.get(2).item(),
                threshold.item()
            };
            all[index] += by;
            return new Start(Tensor.of(all[0], all[1]), Tensor.of(all[2], all[3], all[4]), Tensor.scalar(all[5]));
        }

        List<Double> numbers() {
            List<Double> all = new ArrayList<>();
            for (Tensor tensor : List.of(y0, args, threshold)) {
                for (double value : tensor.toArray()) {
                    all.add(value);
                }
            }
            return all;
        }
    }

    static final Start START = new Start(Tensor.of(1, 0.3), Tensor.of(1, 0.2, 0.8), Tensor.scalar(0.1));

    static Event<Tensor, Tensor> ground(Start start) {
        return Event.<Tensor, Tensor>when(
                        (t, y, args) -> y.get(0).minus(start.threshold).minus(t.times(0.01)))
                .falling();
    }

    /** Closed over: the threshold, in the condition and in the reset; the factor of the bounce comes as an argument. */
    static Event<Tensor, Tensor> bounce(Start start) {
        return ground(start)
                .reset((t, y, args) -> Tensor.stack(
                        y.get(0).plus(start.threshold.times(0.01)),
                        y.get(1).times(args.get(2)).negate().plus(t.times(0.01))));
    }

    static Tensor weighed(Tensor values) {
        return values.sin()
                .times(Tensor.linspace(1, 2, values.size()).reshape(values.shape()))
                .sum();
    }

    static Function<Start, Tensor> landing(Solver solver, SolveOptions options) {
        return start -> {
            Solution<Tensor> solution =
                    diffeqsolve(BALL, solver, 0, NEVER, start.y0, start.args, options.events(ground(start)));
            EventOccurrence<Tensor> landed = solution.events().get(0);
            Tensor loss = landed.t().square().plus(weighed(landed.y())).plus(weighed(solution.ys()));
            return options.saveAt().isDense()
                    ? loss.plus(weighed(solution.evaluate(1.01)).times(3))
                    : loss;
        };
    }

    static Function<Start, Tensor> bouncing(Solver solver, SolveOptions options) {
        return start -> {
            Solution<Tensor> solution =
                    diffeqsolve(BALL, solver, 0, 5, start.y0, start.args, options.events(bounce(start)));
            assertTrue(solution.events().size() >= 2, "there is something to see");
            Tensor loss = weighed(solution.ys());
            for (EventOccurrence<Tensor> each : solution.events()) {
                loss = loss.plus(each.t().square()).plus(weighed(each.y()).times(0.3));
            }
            return options.saveAt().isDense()
                    ? loss.plus(weighed(solution.evaluate(2.5)).times(3))
                    : loss;
        };
    }

    /** Central differences: error some 1e-10 of the third derivative, and 1e-16/1e-5 of rounding. */
    static void assertGradient(Function<Start, Tensor> loss, String name) {
        List<Double> gradient = Autodiff.grad(loss).apply(START).numbers();
        double eps = 1e-5;
        for (int i = 0; i < gradient.size(); i++) {
            double difference = (loss.apply(START.plus(i, eps)).item()
                            - loss.apply(START.plus(i, -eps)).item())
                    / (2 * eps);
            assertEquals(difference, gradient.get(i), 1e-8 * (1 + Math.abs(difference)), name + ", number " + i);
        }
    }

    /** Agreement with forward mode, whose steps are written out: the same derivative in another order. */
    static void assertForwardMode(Function<Start, Tensor> loss, String name) {
        List<Double> gradient = Autodiff.grad(loss).apply(START).numbers();
        for (int i = 0; i < gradient.size(); i++) {
            Start zero = new Start(START.y0.zerosLike(), START.args.zerosLike(), START.threshold.zerosLike());
            double tangent =
                    Autodiff.jvp(loss, START, zero.plus(i, 1)).tangent().item();
            assertEquals(tangent, gradient.get(i), 1e-11 * (1 + Math.abs(tangent)), name + ", number " + i);
        }
    }
}
