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
import org.palinode.ode.internal.run.SolveInputs;

/** Several recorded solves as one primitive: inputs and outputs of one after another. They are pulled back side by side. */
public final class SolvePrimitives implements Primitive {
    private final List<SolvePrimitive> solves;
    private final int[] inputs;
    private final int[] outputs;
    private final int threads;

    /** @param threads the most that are used to pull back */
    public SolvePrimitives(List<SolvePrimitive> solves, int threads) {
        this.solves = List.copyOf(solves);
        inputs = solves.stream()
                .mapToInt(solve -> SolveInputs.size(solve.run().parameters().size()))
                .toArray();
        outputs = solves.stream()
                .mapToInt(solve -> solve.run().outputs().list().size())
                .toArray();
        this.threads = threads;
    }

    /** Each of the solves replaced by another of the same run. */
    public SolvePrimitives map(UnaryOperator<SolvePrimitive> other) {
        return new SolvePrimitives(solves.stream().map(other).toList(), threads);
    }

    @Override
    public String name() {
        return "diffeqsolve_each";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> types) {
        return solves.stream()
                .flatMap(solve -> Tensor.types(solve.run().outputs().list()).stream())
                .toList();
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        throw new UnsupportedOperationException(
                "recorded solves cannot become part of a program; call solveEach outside of compile and checkpoint");
    }

    @Override
    public List<Tensor> execute(List<Tensor> in) {
        return solves.stream()
                .flatMap(solve -> solve.run().outputs().list().stream())
                .toList();
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        boolean traced = Stream.concat(in.stream(), outBar.stream()).anyMatch(TracedTensor.class::isInstance);
        List<List<Tensor>> ins = split(in, inputs);
        List<List<Tensor>> outBars = split(outBar, outputs);
        List<Supplier<List<Tensor>>> tasks = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < inputs.length; i++) {
            int start = first;
            tasks.add(task(solves.get(i), ins.get(i), outBars.get(i), place -> wanted.test(start + place)));
            first += inputs[i];
        }
        return joined(Threads.run(tasks, traced ? 1 : threads));
    }

    /** The pull-back of one solve; nothing was kept for it where nothing of it is followed. */
    private static Supplier<List<Tensor>> task(
            SolvePrimitive solve, List<Tensor> in, List<Tensor> outBar, IntPredicate wanted) {
        boolean matters = outBar.stream().anyMatch(Objects::nonNull)
                && IntStream.range(0, in.size()).anyMatch(wanted);
        return matters
                ? () -> solve.vjp(in, solve.run().outputs().list(), outBar, wanted)
                : () -> Collections.nCopies(in.size(), null);
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        List<List<Tensor>> ins = split(in, inputs);
        List<List<Tensor>> outs = split(out, outputs);
        List<List<Tensor>> inDots = split(inDot, inputs);
        List<List<Tensor>> tangents = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            tangents.add(
                    inDots.get(i).stream().allMatch(Objects::isNull)
                            ? Collections.nCopies(outputs[i], null)
                            : solves.get(i).jvp(ins.get(i), outs.get(i), inDots.get(i)));
        }
        return joined(tangents);
    }

    /** The outputs of each solve, of the list of all. */
    public List<List<Tensor>> outputsOfEach(List<Tensor> all) {
        return split(all, outputs);
    }

    /** The parts of a list that has so many elements for each solve, one solve after another. */
    private static List<List<Tensor>> split(List<Tensor> all, int[] counts) {
        List<List<Tensor>> parts = new ArrayList<>();
        int first = 0;
        for (int count : counts) {
            parts.add(all.subList(first, first + count));
            first += count;
        }
        return parts;
    }

    private static List<Tensor> joined(List<List<Tensor>> parts) {
        List<Tensor> all = new ArrayList<>();
        parts.forEach(all::addAll);
        return all;
    }
}
