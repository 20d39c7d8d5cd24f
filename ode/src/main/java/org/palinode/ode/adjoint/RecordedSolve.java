package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.palinode.autodiff.kernel.Kernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tape.Tape;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;

/**
 * A solve as a primitive: inputs y0 [n] and the parameters, outputs the saved rows and the dense values. The forward run has been made
 * already; what is left is how it is pulled back, and that can be exchanged ({@link #under}) on a recorded tape.
 *
 * <p>Its gradient is the exact derivative of the numbers the run returned, with the accepted steps held fixed. The adjoint does first
 * derivatives with respect to concrete inputs; for everything else (tangents, gradients of gradients) the recorded steps are
 * written out one by one, which is exact too and takes O(steps) memory.
 */
public final class RecordedSolve implements Primitive {
    private final Run run;
    private final Adjoint adjoint;
    private final Consumer<GradientReport> listener;

    /** @param listener told of each gradient that the adjoint computes */
    public RecordedSolve(Run run, Adjoint adjoint, Consumer<GradientReport> listener) {
        this.run = run;
        this.adjoint = adjoint;
        this.listener = listener;
    }

    /** The same run, to be pulled back by another adjoint. */
    public RecordedSolve under(Adjoint other, Consumer<GradientReport> reports) {
        return new RecordedSolve(run, other.resolved(run.setting().maxSteps()), reports);
    }

    public Run run() {
        return run;
    }

    @Override
    public String name() {
        return "diffeqsolve";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        return Tensor.types(run.outputs());
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        throw new UnsupportedOperationException(
                "a recorded solve cannot become part of a program; call diffeqsolve outside of compile and checkpoint");
    }

    @Override
    public List<Tensor> execute(List<Tensor> inputs) {
        return run.outputs();
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        if (Stream.concat(in.stream(), outBar.stream()).anyMatch(TracedTensor.class::isInstance)) {
            return replayedVjp(in, outBar, wanted);
        }
        BitSet parameters = new BitSet();
        for (int i = 1; i < in.size(); i++) {
            parameters.set(i - 1, wanted.test(i));
        }
        Gradients gradients =
                adjoint.pullBack(run, new OutputCotangents(buffer(outBar, 0), buffer(outBar, 1)), parameters);
        listener.accept(gradients.report());
        List<Tensor> inBar = new ArrayList<>();
        inBar.add(gradients.y0());
        inBar.addAll(gradients.parameters());
        return inBar;
    }

    private static Buffer buffer(List<Tensor> outBar, int index) {
        return index < outBar.size() && outBar.get(index) != null
                ? outBar.get(index).buffer()
                : null;
    }

    private List<Tensor> replayedVjp(List<Tensor> in, List<Tensor> outBar, IntPredicate wanted) {
        Tape tape = new Tape();
        List<Tensor> variables = tape.variables(in);
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> bars = new ArrayList<>();
        List<Tensor> replayed = Replay.outputs(run, variables);
        for (int i = 0; i < outBar.size(); i++) {
            if (outBar.get(i) != null) {
                outputs.add(replayed.get(i));
                bars.add(outBar.get(i));
            }
        }
        List<Tensor> inBar = new ArrayList<>(tape.pullBack(outputs, bars, variables));
        for (int i = 0; i < inBar.size(); i++) {
            inBar.set(i, wanted.test(i) ? inBar.get(i) : null);
        }
        return inBar;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tangents tangents = new Tangents();
        List<Tensor> variables = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            boolean moves = inDot.get(i) != null;
            variables.add(moves ? tangents.variable(in.get(i), inDot.get(i)) : in.get(i));
        }
        List<Tensor> replayed = Replay.outputs(run, variables);
        return replayed.isEmpty()
                ? Collections.emptyList()
                : replayed.stream().map(tangents::tangent).toList();
    }
}
