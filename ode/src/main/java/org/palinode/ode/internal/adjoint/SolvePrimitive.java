package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.outcome.GradientException;

/**
 * A solve as a primitive, with {@link SolveInputs} and {@link SolveOutputs}. The forward run has been made already; what is left is how it is pulled
 * back, and that can be exchanged ({@link #pulledBackBy}) on a recorded tape.
 *
 * <p>Its gradient is the exact derivative of the numbers the run returned, with the accepted steps held fixed. The adjoint does first
 * derivatives with respect to concrete inputs; for everything else (tangents, gradients of gradients) the recorded steps are
 * written out one by one, which is exact too and takes O(steps) memory.
 */
public final class SolvePrimitive implements Primitive {
    private final FinishedSolve run;
    private final Adjoint adjoint;
    private final Consumer<GradientReport> listener;

    /** @param listener told of each gradient that the adjoint computes */
    public SolvePrimitive(FinishedSolve run, Adjoint adjoint, Consumer<GradientReport> listener) {
        this.run = run;
        this.adjoint = adjoint;
        this.listener = listener;
    }

    /** The primitive of the same run that another adjoint pulls back. */
    public SolvePrimitive pulledBackBy(Adjoint other, Consumer<GradientReport> reports) {
        return new SolvePrimitive(run, other, reports);
    }

    /** The adjoint that pulls the run back. */
    public Adjoint adjoint() {
        return adjoint;
    }

    public FinishedSolve run() {
        return run;
    }

    @Override
    public String name() {
        return "diffeqsolve";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        return Tensor.types(run.outputs().list());
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        throw new UnsupportedOperationException(
                "a recorded solve cannot become part of a program; call diffeqsolve inside of it");
    }

    @Override
    public List<Tensor> execute(List<Tensor> inputs) {
        return run.outputs().list();
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        if (Stream.concat(in.stream(), outBar.stream()).anyMatch(TracedTensor.class::isInstance)) {
            return replayedVjp(in, outBar, wanted);
        }
        Gradients gradients =
                pulledBack(run.outputs().named(outBar).map(Tensor::buffer), SolveInputs.wanted(in.size(), wanted));
        listener.accept(gradients.report());
        SolveInputs inBar = gradients.bars();
        Tensor start = widened(inBar.start(), SolveInputs.of(in).start());
        return inBar.withStart(start).list();
    }

    private Gradients pulledBack(SolveOutputs<Buffer> outBar, WantedCotangents wanted) {
        requireSteps(wanted.times());
        try {
            return GradientMethod.of(adjoint).pullBack(run, outBar, wanted);
        } catch (OutOfMemoryError full) {
            throw OutOfMemory.explained(adjoint, full);
        }
    }

    /** The cotangent with zeros for the part of the start that did not matter. */
    private static Tensor widened(Tensor bar, Tensor start) {
        return bar.size() == start.size()
                ? bar
                : Tensor.concatenate(
                        0, bar, start.slice(0, bar.size(), start.size()).zerosLike());
    }

    private void requireSteps(boolean times) {
        if (times && run.steps() == 0) {
            throw new GradientException(
                    "a solve without steps has no derivative with respect to its times; this one stays at t0 = "
                            + run.request().t0() + "; give it a t1 other than t0");
        }
    }

    private List<Tensor> replayedVjp(List<Tensor> in, List<Tensor> outBar, IntPredicate wanted) {
        Tape tape = new Tape();
        List<Tensor> variables = new ArrayList<>(in);
        int[] followed = IntStream.range(0, in.size()).filter(wanted).toArray();
        for (int i : followed) {
            variables.set(i, tape.variable(in.get(i)));
        }
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> bars = new ArrayList<>();
        List<Tensor> replayed = replayed(variables);
        for (int i = 0; i < outBar.size(); i++) {
            if (outBar.get(i) != null) {
                outputs.add(replayed.get(i));
                bars.add(outBar.get(i));
            }
        }
        List<Tensor> known = tape.pullBack(
                outputs, bars, IntStream.of(followed).mapToObj(variables::get).toList());
        List<Tensor> inBar = new ArrayList<>(Collections.nCopies(in.size(), null));
        for (int i = 0; i < followed.length; i++) {
            inBar.set(followed[i], known.get(i));
        }
        return inBar;
    }

    private List<Tensor> replayed(List<Tensor> in) {
        SolveInputs inputs = SolveInputs.of(in);
        requireSteps(inputs.movesInTime());
        Tensor start = inputs.start().slice(0, 0, run.start().size());
        return Replay.outputs(run, inputs.withStart(start)).list();
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return along(new Tangents(), in, inDot);
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return along(Tangents.oneSided(), in, inDot);
    }

    private List<Tensor> along(Tangents tangents, List<Tensor> in, List<Tensor> inDot) {
        List<Tensor> variables = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            boolean moves = inDot.get(i) != null;
            variables.add(moves ? tangents.variable(in.get(i), inDot.get(i)) : in.get(i));
        }
        List<Tensor> replayed = replayed(variables);
        return replayed.isEmpty()
                ? Collections.emptyList()
                : replayed.stream().map(tangents::tangent).toList();
    }
}
