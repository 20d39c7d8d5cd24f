package org.palinode.ode.internal.adjoint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.solver.Solver;

/**
 * Gap between y and the second value of y that a solver carries without damping what parts them, in the steps of a run. A step parts them by
 * less than y moves in it, by the factor h without noise and √h with it. So a gap wider than any such move has grown by itself. Found when first
 * asked for, which recomputes the steps.
 */
public final class UndampedGap {
    /** A gap below this part of the largest |y| is below what such a solver of order 2 is asked for. */
    private static final double NEGLIGIBLE = 1e-3;

    private final SolveRequest request;
    private final AcceptedSteps record;
    private Optional<String> warning;

    public UndampedGap(FinishedSolve run) {
        request = run.request();
        record = run.record();
    }

    /** Advice if a gap has grown wider than y moves in a step; empty otherwise, and for solvers that carry no second value. */
    public synchronized Optional<String> warning() {
        if (warning == null) {
            Widest widest = new Widest(request.programs().solver(), request.y0().toArray());
            if (hasSecondValue()) {
                RepeatedSteps.read(request, record, steps -> {
                    for (int step = 0; step < record.steps(); step++) {
                        steps.next();
                        widest.look(steps.stepper(), record.to(step));
                        steps.restart();
                    }
                });
            }
            warning = widest.text();
        }
        return warning;
    }

    private boolean hasSecondValue() {
        Tensor y0 = request.y0();
        int vectors = request.programs().signature().carry();
        List<Tensor> carry = IntStream.range(0, vectors).mapToObj(i -> y0).toList();
        return request.programs().solver().undamped(carry).isPresent();
    }

    /** The widest gap of each component, its widest move in a step, and its largest value. */
    private static final class Widest {
        private final Solver solver;
        private final double[] gaps;
        private final double[] times;
        private final double[] moves;
        private final double[] values;
        private double[] before;

        Widest(Solver solver, double[] y0) {
            this.solver = solver;
            before = y0;
            gaps = new double[y0.length];
            times = new double[y0.length];
            moves = new double[y0.length];
            values = new double[y0.length];
        }

        void look(CompiledStep stepper, double t) {
            double[] y = Tensor.copyOf(stepper.y()).toArray();
            double[] second = second(stepper);
            for (int i = 0; i < y.length; i++) {
                double gap = Math.abs(y[i] - second[i]);
                times[i] = gap > gaps[i] ? t : times[i];
                gaps[i] = Math.max(gaps[i], gap);
                moves[i] = Math.max(moves[i], Math.abs(y[i] - before[i]));
                values[i] = Math.max(values[i], Math.abs(y[i]));
            }
            before = y;
        }

        private double[] second(CompiledStep stepper) {
            int vectors = stepper.programs().signature().carry();
            List<Tensor> carry = IntStream.rangeClosed(1, vectors)
                    .mapToObj(vector -> Tensor.copyOf(stepper.vector(stepper.state(), vector)))
                    .toList();
            return solver.undamped(carry).orElseThrow().toArray();
        }

        Optional<String> text() {
            return IntStream.range(0, gaps.length)
                    .filter(i -> gaps[i] > moves[i] && gaps[i] > NEGLIGIBLE * values[i])
                    .boxed()
                    .max((i, j) -> Double.compare(gaps[i] / moves[i], gaps[j] / moves[j]))
                    .map(this::text);
        }

        private String text(int i) {
            return String.format(
                    Locale.ROOT,
                    "component %d of y and the second value of it that %s carries are %.3g apart at t = %.5g, and y moves by %.3g at most"
                            + " in a step: the solver does not damp what parts them, so the solution and its gradient may be"
                            + " wrong. Use a solver that damps, such as Heun, under ReversibleAdjoint for constant memory, or"
                            + " new EES25(1e-2); or take shorter steps and see whether the gap shrinks with them (docs/guide/noise.md)",
                    i,
                    solver,
                    gaps[i],
                    times[i],
                    moves[i]);
        }
    }
}
