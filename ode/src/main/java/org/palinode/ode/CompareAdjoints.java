package org.palinode.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientException;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecordedSolve;

/** Runs one loss under each of several adjoints and says what each gave and took. */
public final class CompareAdjoints {
    private static final int RUNS = 5;

    private CompareAdjoints() {}

    /**
     * Compares adjoints on the gradient of a loss. The reference of each is Direct, pulled back through the very graph that was recorded
     * under it: the same steps of the same solver, so that only the adjoint differs. (For Backsolve that is Direct with the plain solver.)
     * Times are medians of {@value #RUNS} runs after one to warm up.
     *
     * @param loss a scalar from the parameters, solved under the adjoint it is given
     */
    public static <P> AdjointComparison compareAdjoints(
            BiFunction<? super P, Adjoint, Tensor> loss, P parameters, List<? extends Adjoint> adjoints) {
        List<AdjointComparison.Row> rows = new ArrayList<>();
        for (Adjoint adjoint : adjoints) {
            rows.add(row(loss, parameters, adjoint));
        }
        return new AdjointComparison(rows);
    }

    private static <P> AdjointComparison.Row row(
            BiFunction<? super P, Adjoint, Tensor> loss, P parameters, Adjoint adjoint) {
        String name = name(adjoint);
        try {
            return measured(name, loss, parameters, adjoint);
        } catch (UnsupportedOperationException | GradientException refusal) {
            return AdjointComparison.Row.refused(name, refusal.getMessage());
        }
    }

    private static String name(Adjoint adjoint) {
        return adjoint.getClass().getSimpleName().replace("Adjoint", "");
    }

    private static <P> AdjointComparison.Row measured(
            String name, BiFunction<? super P, Adjoint, Tensor> loss, P parameters, Adjoint adjoint) {
        double[] forward = new double[RUNS + 1];
        double[] backward = new double[RUNS + 1];
        Recording<P, Tensor> recording = null;
        P gradient = null;
        Tally tally = null;
        for (int run = 0; run <= RUNS; run++) {
            tally = new Tally();
            long start = System.nanoTime();
            recording = Autodiff.vjp(p -> loss.apply(p, adjoint), parameters);
            long middle = System.nanoTime();
            gradient = recording.pullBack(recording.value().onesLike(), tally.under(adjoint));
            forward[run] = (middle - start) * 1e-6;
            backward[run] = (System.nanoTime() - middle) * 1e-6;
        }
        P reference = recording.pullBack(recording.value().onesLike(), new Tally().under(new DirectAdjoint()));
        return new AdjointComparison.Row(
                name,
                recording.value().item(),
                relativeDifference(gradient, reference),
                median(forward),
                median(backward),
                tally.bytes,
                tally.evaluations,
                tally.pullBacks,
                tally.resyncs,
                null);
    }

    /** Adds up what the solves of a graph take. */
    private static final class Tally {
        private long bytes;
        private long evaluations;
        private long pullBacks;
        private int resyncs;

        /** Pulls recorded solves back under {@code adjoint}, and counts. */
        UnaryOperator<Primitive> under(Adjoint adjoint) {
            return primitive -> {
                if (!(primitive instanceof RecordedSolve solve)) {
                    return primitive;
                }
                evaluations += solve.run().evaluations();
                resyncs += solve.run().record().resyncs();
                return solve.under(adjoint, report -> count(solve.run().bytes(), report));
            };
        }

        private void count(long forwardBytes, GradientReport report) {
            evaluations += report.evaluations();
            pullBacks += report.pullBacks();
            bytes += Math.max(forwardBytes, report.bytes());
        }
    }

    private static <P> double relativeDifference(P gradient, P reference) {
        List<Tensor> a = Tree.flatten(gradient).leaves();
        List<Tensor> b = Tree.flatten(reference).leaves();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.size(); i++) {
            difference += a.get(i).minus(b.get(i)).square().sum().item();
            size += b.get(i).square().sum().item();
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
