package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.PlanCache;
import org.palinode.autodiff.internal.plan.PlanRunner;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A loop of a fixed number of steps: (constants, first carry, xs) → (sums, last carry, ys). Slices of xs and ys lie along a leading axis.
 * Its derivatives are loops, so those of any order exist.
 *
 * @param kept what a tape keeps for the way back
 */
public record Scan(LoopBody body, int steps, Direction direction, Kept kept) implements PlanRunner {
    private static final PlanCache<LoopBody, ScanLoop> LOOPS =
            new PlanCache<>(64L << 20, 256, (body, arena) -> new ScanLoop(body, arena, Engine.standard()));

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        List<TensorType> needed = LoopBody.stacked(body.program().inputTypes(), body.firstSlice(), steps);
        if (!inputs.equals(needed)) {
            throw new IllegalArgumentException("a scan needs inputs " + needed + ", got " + inputs);
        }
        return LoopBody.stacked(body.program().outputTypes(), body.firstRow(), steps);
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs, Arena arena, Engine engine) {
        ScanLoop loop = new ScanLoop(body, arena, engine);
        return () -> loop.run(inputs, outputs, steps, direction);
    }

    @Override
    public List<Tensor> execute(List<Tensor> inputs) {
        List<Buffer> in = inputs.stream().map(Tensor::buffer).toList();
        List<Buffer> out =
                outputs(Tensor.types(inputs)).stream().map(Buffer::allocate).toList();
        return LOOPS.use(body, loop -> {
            loop.run(in, out, steps, direction);
            return out.stream().map(Tensor::owning).toList();
        });
    }

    @Override
    public Primitive recorded(IntPredicate followed) {
        return kept.recorded(this, Moving.of(body, followed));
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        Primitive recorded = recorded(wanted);
        List<Tensor> again = Tensor.apply(recorded, in);
        List<Tensor> bars = new ArrayList<>(outBar);
        bars.addAll(Collections.nCopies(again.size() - outBar.size(), null));
        return recorded.vjp(in, again, bars, wanted);
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return new LoopTangents(this, i -> inDot.get(i) != null).of(Program::tangents, in, inDot);
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return new LoopTangents(this, i -> inDot.get(i) != null).of(Program::oneSided, in, inDot);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return new LoopBatch(this, isBatched, size).of(in, isBatched);
    }

    @Override
    public String toString() {
        return "scan[" + steps + " steps of " + body.program().equations().size() + " equations]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scan that
                && steps == that.steps
                && direction == that.direction
                && kept.equals(that.kept)
                && body.equals(that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(body, steps, direction);
    }
}
