package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.PlanRunner;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A loop as a tape applies it: after its outputs come values that are stored for the way back. The pull-back is a loop from the last step to
 * the first:
 * <pre>
 *   (constants, cotangents of sums | values carried back, cotangents of the carry | stored values, slices of xs, cotangents of ys)
 *     →  (terms of the cotangents of constants | values carried back, cotangents of the carry | cotangents of xs)
 * </pre>
 */
final class RecordedScan implements PlanRunner {
    /** Those that were met last, so that a loop that is differentiated again and again is split once. */
    private static final Map<List<Object>, RecordedScan> KNOWN = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, RecordedScan> eldest) {
            return size() > 128;
        }
    };

    private final Scan loop;
    private final Scan storing;
    private final Moving moving;
    private final WayBack way;

    /** By which outputs have a cotangent. */
    private final Map<BitSet, LoopBody> bodies = new ConcurrentHashMap<>();

    private RecordedScan(Scan loop, Moving moving, Function<Program, WayBack> way) {
        this.loop = loop;
        this.moving = moving;
        this.way = way.apply(loop.body().program().vjp(moving.inputs()::get, moving.outputs()::get));
        storing = new Scan(this.way.storing(), loop.steps(), loop.direction(), loop.kept());
    }

    /** The loop with what is stored for its pull-back; {@code way} makes the way back of the pull-back of a step. */
    static Primitive of(Scan loop, Moving moving, Function<Program, WayBack> way) {
        if (moving.inputs().isEmpty()) {
            return loop;
        }
        List<Object> key = List.of(loop, moving);
        synchronized (KNOWN) {
            RecordedScan known = KNOWN.get(key);
            if (known != null) {
                return known;
            }
        }
        RecordedScan recorded = new RecordedScan(loop, moving, way);
        synchronized (KNOWN) {
            KNOWN.put(key, recorded);
        }
        return recorded;
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        int arity = loop.body().program().arity();
        if (outBar.subList(arity, outBar.size()).stream().anyMatch(Objects::nonNull)) {
            return storing.vjp(in, out, outBar, wanted);
        }
        BitSet given = new BitSet();
        for (int i = 0; i < arity; i++) {
            given.set(
                    i,
                    moving.outputs().get(i)
                            && (outBar.get(i) != null || loop.body().isCarriedOut(i)));
        }
        LoopBody body = bodies.computeIfAbsent(given, this::body);
        Scan back = new Scan(
                body, loop.steps(), loop.direction().back(), loop.kept().ofDerivative());
        List<Tensor> results = Tensor.apply(back, arguments(in, out, outBar, given));
        return cotangents(in, out, body, results);
    }

    private List<Tensor> arguments(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, BitSet given) {
        LoopBody body = loop.body();
        List<Tensor> bars = new ArrayList<>(outBar);
        for (int i = body.sums(); i < body.firstRow(); i++) {
            bars.set(i, bars.get(i) == null ? out.get(i).zerosLike() : bars.get(i));
        }
        List<Tensor> arguments = new ArrayList<>(in.subList(0, body.constants()));
        arguments.addAll(Moving.at(given, 0, body.sums(), bars));
        if (!way.carried().isEmpty()) {
            arguments.addAll(out.subList(body.sums(), body.firstRow()));
        }
        arguments.addAll(Moving.at(given, body.sums(), body.firstRow(), bars));
        arguments.addAll(out.subList(body.program().arity(), out.size()));
        arguments.addAll(in.subList(body.firstSlice(), in.size()));
        arguments.addAll(Moving.at(given, body.firstRow(), body.program().arity(), bars));
        return arguments;
    }

    /** The cotangents of the loop's inputs, among what its way back gave. */
    private List<Tensor> cotangents(List<Tensor> in, List<Tensor> out, LoopBody back, List<Tensor> results) {
        LoopBody body = loop.body();
        int carried = way.carried().size();
        List<Tensor> bars = new ArrayList<>(results.subList(0, back.sums()));
        bars.addAll(results.subList(back.sums() + carried, results.size()));
        bars = way.checked(
                in.subList(body.constants(), body.firstSlice()),
                results.subList(back.sums(), back.sums() + carried),
                out.subList(body.sums(), body.firstRow()),
                bars);
        List<Tensor> inBar = new ArrayList<>(Collections.nCopies(in.size(), null));
        int next = 0;
        for (int i = moving.inputs().nextSetBit(0); i >= 0; i = moving.inputs().nextSetBit(i + 1)) {
            inBar.set(i, bars.get(next++));
        }
        return inBar;
    }

    /** The body of the loop back, where these outputs have cotangents; those of the others are zero. */
    private LoopBody body(BitSet given) {
        LoopBody body = loop.body();
        List<TensorType> inputs = body.program().inputTypes();
        List<TensorType> outputs = body.program().outputTypes();
        List<List<TensorType>> parts = List.of(
                inputs.subList(0, body.constants()),
                Moving.at(given, 0, body.sums(), outputs),
                way.carried(),
                Moving.at(given, body.sums(), body.firstRow(), outputs),
                way.stored(),
                inputs.subList(body.firstSlice(), inputs.size()),
                Moving.at(given, body.firstRow(), outputs.size(), outputs));
        List<TensorType> types = parts.stream().flatMap(List::stream).toList();
        int sums = moving.inputs().get(0, body.constants()).cardinality();
        Program program = Program.traceClosed(types, arguments -> {
            List<List<Tensor>> values = split(arguments, parts);
            List<Tensor> known = new ArrayList<>(values.get(1));
            known.addAll(values.get(3));
            known.addAll(values.get(6));
            List<Tensor> back = way.pullBack(
                    new WayBack.Step(values.get(0), values.get(2), values.get(4), values.get(5), bars(given, known)));
            Collections.rotate(back.subList(0, way.carried().size() + sums), sums);
            return back;
        });
        int constants = parts.get(0).size() + parts.get(1).size();
        int carried = parts.get(2).size() + parts.get(3).size();
        return new LoopBody(program, constants, carried, sums);
    }

    private static <T, S> List<List<T>> split(List<T> all, List<List<S>> like) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        for (List<S> part : like) {
            parts.add(all.subList(from, from + part.size()));
            from += part.size();
        }
        return parts;
    }

    /** The cotangents of all outputs that move. */
    private List<Tensor> bars(BitSet given, List<Tensor> known) {
        List<TensorType> types = loop.body().program().outputTypes();
        List<Tensor> bars = new ArrayList<>();
        int next = 0;
        for (int i = moving.outputs().nextSetBit(0);
                i >= 0;
                i = moving.outputs().nextSetBit(i + 1)) {
            bars.add(given.get(i) ? known.get(next++) : Tensor.full(types.get(i), 0));
        }
        return bars;
    }

    // ---- else it is the loop that stores them

    @Override
    public String name() {
        return storing.name();
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        return storing.outputs(inputs);
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs, Arena arena, Engine engine) {
        return storing.bind(inputs, outputs, arena, engine);
    }

    @Override
    public List<Tensor> execute(List<Tensor> inputs) {
        return storing.execute(inputs);
    }

    @Override
    public Primitive recorded(IntPredicate followed) {
        return storing.recorded(followed);
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return storing.jvp(in, out, inDot);
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return storing.oneSided(in, out, inDot);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return storing.batch(in, isBatched, size);
    }

    @Override
    public String toString() {
        return storing.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedScan that && loop.equals(that.loop) && moving.equals(that.moving);
    }

    @Override
    public int hashCode() {
        return loop.hashCode();
    }
}
