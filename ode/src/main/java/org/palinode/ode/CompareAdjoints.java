package org.palinode.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.adjoint.SolvePrimitive;
import org.palinode.ode.internal.adjoint.SolvePrimitives;
import org.palinode.ode.outcome.GradientException;

/** Runs one loss under each of several adjoints and compares results and costs. */
public final class CompareAdjoints {
    private static final int RUNS = 5;

    private CompareAdjoints() {}

    /**
     * Compares adjoints on the gradient of a loss. The reference of each is Direct, pulled back through the graph that was recorded under
     * it. Steps and solver are the same, so only the adjoint differs. For Backsolve the reference is Direct with the plain solver. Times
     * are medians of {@value #RUNS} runs after one to warm up. A row is named by the adjoint's class; a second one of the same class, with
     * other settings, is "Reversible 2".
     *
     * @param loss a scalar from the parameters; it must solve under the adjoint that it is given
     * @param parameters a tree of tensors, for which the loss is differentiated
     * @param adjoints to be compared
     * @return a row for each adjoint; an adjoint that cannot serve the loss has a row with its refusal
     * @throws IllegalArgumentException if a solve of the loss is not under the adjoint that the loss was given, if the loss has no solve
     *     that depends on the parameters, or if it is more than one number
     */
    public static <P> AdjointComparison compareAdjoints(
            BiFunction<? super P, Adjoint, Tensor> loss, P parameters, List<? extends Adjoint> adjoints) {
        return compared(loss, parameters, adjoints, Optional.empty());
    }

    /**
     * Compares as {@link #compareAdjoints(BiFunction, Object, List)}, and each gradient with the true one too. That error is of the adjoint
     * and the steps together.
     *
     * @param trueGradient the best known gradient, for instance that of the loss through a solve with tolerances of 1e-11; its numbers may
     *     be float64 where the parameters are float32
     */
    public static <P> AdjointComparison compareAdjoints(
            BiFunction<? super P, Adjoint, Tensor> loss,
            P parameters,
            List<? extends Adjoint> adjoints,
            P trueGradient) {
        return compared(
                loss,
                parameters,
                adjoints,
                Optional.of(Objects.requireNonNull(
                        trueGradient, "the true gradient is null; leave it out where it is not known")));
    }

    private static <P> AdjointComparison compared(
            BiFunction<? super P, Adjoint, Tensor> loss,
            P parameters,
            List<? extends Adjoint> adjoints,
            Optional<P> trueGradient) {
        Objects.requireNonNull(loss, "compareAdjoints needs a loss (parameters, adjoint) -> scalar, got null");
        Objects.requireNonNull(adjoints, "compareAdjoints needs a list of adjoints, got null");
        adjoints.forEach(adjoint -> Objects.requireNonNull(adjoint, "an adjoint to compare is null"));
        List<AdjointComparison.Row> rows = new ArrayList<>();
        for (int i = 0; i < adjoints.size(); i++) {
            rows.add(row(name(adjoints, i), loss, parameters, adjoints.get(i), trueGradient));
        }
        return new AdjointComparison(rows);
    }

    private static <P> AdjointComparison.Row row(
            String name,
            BiFunction<? super P, Adjoint, Tensor> loss,
            P parameters,
            Adjoint adjoint,
            Optional<P> trueGradient) {
        try {
            return measured(name, loss, parameters, adjoint, trueGradient);
        } catch (UnsupportedOperationException | GradientException refusal) {
            return AdjointComparison.Row.refused(name, refusal.getMessage());
        }
    }

    private static String name(List<? extends Adjoint> adjoints, int index) {
        Class<?> kind = adjoints.get(index).getClass();
        long place = adjoints.subList(0, index + 1).stream()
                .filter(other -> other.getClass() == kind)
                .count();
        String name = kind.getSimpleName().replace("Adjoint", "");
        return place == 1 ? name : name + " " + place;
    }

    private static <P> AdjointComparison.Row measured(
            String name,
            BiFunction<? super P, Adjoint, Tensor> loss,
            P parameters,
            Adjoint adjoint,
            Optional<P> trueGradient) {
        double[] forward = new double[RUNS + 1];
        double[] backward = new double[RUNS + 1];
        Recording<P, Tensor> recording = null;
        P gradient = null;
        Tally tally = null;
        for (int run = 0; run <= RUNS; run++) {
            tally = new Tally(adjoint);
            long start = System.nanoTime();
            recording = Autodiff.vjp(p -> loss.apply(p, adjoint), parameters);
            long middle = System.nanoTime();
            requireOneNumber(recording.value());
            gradient = recording.pullBack(recording.value().onesLike(), tally.under(adjoint));
            tally.requireSolves();
            forward[run] = (middle - start) * 1e-6;
            backward[run] = (System.nanoTime() - middle) * 1e-6;
        }
        P reference = recording.pullBack(recording.value().onesLike(), new Tally(adjoint).under(new DirectAdjoint()));
        return new AdjointComparison.Row(
                name,
                recording.value().item(),
                relativeDifference(gradient, reference),
                trueGradient.isPresent() ? relativeDifference(gradient, trueGradient.get()) : Double.NaN,
                median(forward),
                median(backward),
                tally.bytes,
                tally.evaluations,
                tally.pullBacks,
                tally.resyncs,
                notes(recording.value(), tally),
                null);
    }

    private static void requireOneNumber(Tensor value) {
        if (value == null || value.rank() != 0) {
            throw new IllegalArgumentException("compareAdjoints needs a loss of one number, got "
                    + (value == null ? "null" : value.type()) + "; end it with sum() or mean()");
        }
    }

    private static List<String> notes(Tensor value, Tally tally) {
        List<String> notes = new ArrayList<>(tally.notes());
        if (!Double.isFinite(value.item())) {
            notes.add("the loss is " + value.item() + ", so its gradients say nothing; look at the loss and its data,"
                    + " and leave missing values out by MissingValues.known");
        }
        return notes;
    }

    /** Adds up what the solves of a graph take, each of which must have been recorded under the adjoint that the loss was given. */
    private static final class Tally {
        private final Adjoint given;
        private boolean solved;
        private long bytes;
        private long evaluations;
        private long pullBacks;
        private int resyncs;
        private final List<GradientReport> reports = new ArrayList<>();

        Tally(Adjoint given) {
            this.given = given;
        }

        /** Pulls recorded solves back under {@code adjoint}, and counts. */
        UnaryOperator<Primitive> under(Adjoint adjoint) {
            return primitive -> {
                if (primitive instanceof SolvePrimitives solves) {
                    return solves.map(solve -> counted(solve, adjoint));
                }
                return primitive instanceof SolvePrimitive solve ? counted(solve, adjoint) : primitive;
            };
        }

        private SolvePrimitive counted(SolvePrimitive solve, Adjoint adjoint) {
            if (!solve.adjoint().equals(given)) {
                throw new IllegalArgumentException("the loss did not use the adjoint it was given: a solve is under "
                        + solve.adjoint() + " in place of " + given + "; pass options.adjoint(adjoint) to it");
            }
            solved = true;
            evaluations += solve.run().cost().evaluations();
            resyncs += solve.run().record().resyncs();
            return solve.pulledBackBy(
                    adjoint, report -> count(solve.run().cost().bytes(), report));
        }

        /** Refuses a loss whose adjoint makes no difference. */
        void requireSolves() {
            if (!solved) {
                throw new IllegalArgumentException(
                        "the loss has no solve that depends on its parameters, so there is no"
                                + " adjoint to compare; solve in it, under options.adjoint(adjoint)");
            }
        }

        /** Solves that are pulled back side by side report from several threads. */
        private synchronized void count(long forwardBytes, GradientReport report) {
            evaluations += report.evaluations();
            pullBacks += report.pullBacks();
            bytes += Math.max(forwardBytes, report.bytes());
            reports.add(report);
        }

        /** Each once; to be asked for when nothing is timed any more. */
        List<String> notes() {
            return reports.stream()
                    .flatMap(report -> report.notes().stream())
                    .distinct()
                    .toList();
        }
    }

    private static <P> double relativeDifference(P gradient, P reference) {
        List<Tensor> a = Tree.flatten(gradient).leaves();
        List<Tensor> b = Tree.flatten(reference).leaves();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.size(); i++) {
            Tensor wanted = b.get(i).cast(DType.FLOAT64);
            difference +=
                    a.get(i).cast(DType.FLOAT64).minus(wanted).square().sum().item();
            size += wanted.square().sum().item();
        }
        return size == 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
    }

    /** The median without the first run, which warms up. */
    private static double median(double[] times) {
        double[] sorted = Arrays.copyOfRange(times, 1, times.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
