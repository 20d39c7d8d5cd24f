package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.internal.integrate.Threads;

/** Several recorded solves as one primitive: inputs and outputs of one after another. They are pulled back side by side. */
public final class SolvePrimitives implements Primitive {
    private final List<SolvePrimitive> solves;
    private final int[] inputs;
    private final int threads;

    /**
     * @param inputs how many inputs each has
     * @param threads the most that are used to pull back
     */
    public SolvePrimitives(List<SolvePrimitive> solves, int[] inputs, int threads) {
        this.solves = List.copyOf(solves);
        this.inputs = inputs.clone();
        this.threads = threads;
    }

    /** Each of the solves replaced by another of the same run. */
    public SolvePrimitives map(UnaryOperator<SolvePrimitive> other) {
        return new SolvePrimitives(solves.stream().map(other).toList(), inputs, threads);
    }

    @Override
    public String name() {
        return "diffeqsolve_each";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> types) {
        return solves.stream()
                .flatMap(solve -> Tensor.types(solve.run().outputs()).stream())
                .toList();
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        throw new UnsupportedOperationException(
                "recorded solves cannot become part of a program; call solveEach outside of compile and checkpoint");
    }

    @Override
    public List<Tensor> execute(List<Tensor> in) {
        return solves.stream().flatMap(solve -> solve.run().outputs().stream()).toList();
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        boolean traced = Stream.concat(in.stream(), outBar.stream()).anyMatch(TracedTensor.class::isInstance);
        List<Supplier<List<Tensor>>> tasks = new ArrayList<>();
        int first = 0;
        int firstOut = 0;
        for (int i = 0; i < inputs.length; i++) {
            SolvePrimitive solve = solves.get(i);
            int start = first;
            List<Tensor> own = in.subList(first, first + inputs[i]);
            int count = solve.run().outputs().size();
            List<Tensor> bars = outBar.subList(firstOut, firstOut + count);
            IntPredicate ownWanted = input -> wanted.test(start + input);
            boolean matters = bars.stream().anyMatch(Objects::nonNull)
                    && IntStream.range(0, own.size()).anyMatch(ownWanted); // else nothing was kept for a gradient
            tasks.add(
                    matters
                            ? () -> solve.vjp(own, solve.run().outputs(), bars, ownWanted)
                            : () -> Collections.nCopies(own.size(), null));
            first += inputs[i];
            firstOut += count;
        }
        return joined(Threads.run(tasks, traced ? 1 : threads));
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        List<List<Tensor>> tangents = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < inputs.length; i++) {
            List<Tensor> dots = inDot.subList(first, first + inputs[i]);
            List<Tensor> outputs = solves.get(i).run().outputs();
            tangents.add(
                    dots.stream().allMatch(dot -> dot == null)
                            ? Collections.nCopies(outputs.size(), null)
                            : solves.get(i).jvp(in.subList(first, first + inputs[i]), outputs, dots));
            first += inputs[i];
        }
        return joined(tangents);
    }

    private static List<Tensor> joined(List<List<Tensor>> parts) {
        List<Tensor> all = new ArrayList<>();
        parts.forEach(all::addAll);
        return all;
    }
}
