package org.palinode.ode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.adjoint.LargestStiffness;
import org.palinode.ode.internal.adjoint.UndampedGap;
import org.palinode.ode.internal.anomaly.FailedStep;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Trouble;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.outcome.Stiffness;
import org.palinode.ode.solver.StrongOrders;

/** The end of a solve in words. */
final class Explanation {
    private static final int LAST = 5;

    private final FinishedSolve run;
    private final StateLayout<?> layout;
    private final UnknownKinks kinks;

    Explanation(FinishedSolve run, StateLayout<?> layout, UnknownKinks kinks) {
        this.run = run;
        this.layout = layout;
        this.kinks = kinks;
    }

    @Override
    public String toString() {
        Outcome outcome = run.outcome();
        StringBuilder text =
                new StringBuilder(outcome.result() + ": " + outcome.result().message() + "\n");
        line(
                text,
                "ended at",
                "t = " + outcome.t() + " of [" + run.request().t0() + ", "
                        + run.request().t1() + "], h = " + outcome.h());
        line(text, "steps", outcome.accepted() + " accepted, " + outcome.rejected() + " rejected" + causes(outcome));
        line(text, "last h", lastSizes());
        addNoise(text);
        kinks.hint(run.request()).ifPresent(hint -> line(text, "path", hint));
        Optional<Trouble> trouble = run.events().flatMap(EventRecord::trouble);
        trouble.ifPresent(found -> line(text, "event", found.event() + " at t = " + found.t()));
        run.failure().filter(failure -> trouble.isEmpty()).ifPresent(failure -> addFailure(text, failure));
        if (outcome.isSuccessful()) {
            addStability(text);
            new UndampedGap(run).warning().ifPresent(gap -> line(text, "gap", gap));
            new NoiseAdvice(run).lines().forEach((name, value) -> line(text, name, value));
        }
        return text.toString();
    }

    private void addNoise(StringBuilder text) {
        List<BrownianPath<?>> paths = run.request().noise().paths();
        Optional<StrongOrders> orders = run.programs().solver().strongOrders();
        if (paths.isEmpty() || orders.isEmpty()) {
            return;
        }
        NoiseKind kind = run.request().noise().inputs().kind();
        int components = paths.stream().mapToInt(BrownianPath::components).sum();
        line(
                text,
                "noise",
                kind + ", Brownian motions: " + components + "; calculus "
                        + orders.get().calculus()
                        + ", strong order " + orders.get().of(kind) + "; the drift was evaluated "
                        + run.cost().evaluations() + " times, the diffusion "
                        + run.cost().diffusions() + " times");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-10s %s%n", name, value));
    }

    private static String causes(Outcome outcome) {
        return outcome.rejected() == 0
                ? ""
                : outcome.rejections().entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    /** The sizes of the last accepted steps, the latest last. */
    private String lastSizes() {
        AcceptedSteps record = run.record();
        double[] sizes = new double[Math.min(LAST, record.steps())];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = record.h(record.steps() - sizes.length + i);
        }
        return sizes.length == 0
                ? "no step was accepted"
                : Arrays.stream(sizes)
                        .mapToObj(h -> String.format(Locale.ROOT, "%.6g", h))
                        .collect(Collectors.joining(", "));
    }

    private void addStability(StringBuilder explanation) {
        LargestStiffness largest = new LargestStiffness(run);
        largest.beyondStability()
                .or(() -> largest.find().filter(Stiffness::isLimiting).map(Advice::stiffness))
                .ifPresent(text -> line(explanation, "stiffness", text));
    }

    private void addFailure(StringBuilder text, FailedStep failure) {
        line(text, "largest", largest(failure.y()));
        int lost = firstNotFinite(failure.attempted());
        if (lost >= 0) {
            line(
                    text,
                    "not finite",
                    layout.name(lost) + " = " + failure.attempted().toArray()[lost] + " after the attempted step");
        }
        failure.stiffness().ifPresent(stiff -> line(text, "stiffness", Advice.stiffness(stiff)));
        line(text, "advice", advice(failure));
    }

    private String largest(Tensor y) {
        int largest = largestPlace(y);
        return largest < 0 ? "the state is empty" : layout.name(largest) + " = " + y.toArray()[largest];
    }

    /** The place of the largest number, or of the last that is NaN; −1 if there is no number at all. */
    static int largestPlace(Tensor y) {
        double[] values = y.concrete().toArray();
        int largest = Math.min(0, values.length - 1);
        for (int i = 1; i < values.length; i++) {
            largest = Math.abs(values[i]) > Math.abs(values[largest]) || Double.isNaN(values[i]) ? i : largest;
        }
        return largest;
    }

    private static int firstNotFinite(Tensor y) {
        double[] values = y.toArray();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    private String advice(FailedStep failure) {
        if (failure.looksStiff()) {
            return "the problem looks stiff: use an implicit solver, such as Rodas5P or Kvaerno5";
        }
        Optional<String> seen = new Advice(run, layout).text();
        if (seen.isPresent()) {
            return seen.get();
        }
        if (firstNotFinite(failure.attempted()) >= 0) {
            return "look for a division by zero, a root or logarithm of a negative number, or growth without bound in the field "
                    + place(failure) + "; and for parameters that are not finite";
        }
        return "the solution or the field may have a singularity or a jump near this t: give jumps to"
                + " ClipStepSizeController.jumpTs, or raise rtol and atol";
    }

    /** Steps of fixed sizes go on when the state is lost, and are examined at the end alone. */
    private static String place(FailedStep failure) {
        return firstNotFinite(failure.y()) < 0
                ? "near this t"
                : "at an earlier t: SolveOptions.findAnomalies() names the step and the operation";
    }
}
