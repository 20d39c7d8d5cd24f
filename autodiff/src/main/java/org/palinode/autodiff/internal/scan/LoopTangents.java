package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Tangents of a loop, by a loop that carries values and their tangents:
 * <pre>
 *   (constants, tangents | carry, tangents | slices, tangents)  →  (tangents of sums | carry, tangents | tangents of slices)
 * </pre>
 */
final class LoopTangents {
    private final Scan loop;
    private final LoopBody body;
    private final Moving moving;

    /** Where the inputs of the new loop are in the list of all inputs and then the tangents that are not zero. */
    private final List<Integer> order = new ArrayList<>();

    LoopTangents(Scan loop, IntPredicate given) {
        this.loop = loop;
        body = loop.body();
        moving = Moving.of(body, given);
        int from = 0;
        int tangent = body.program().inputs().size();
        for (int to : new int[] {
            body.constants(), body.firstSlice(), body.program().inputs().size()
        }) {
            for (int i = from; i < to; i++) {
                order.add(i);
            }
            for (int i = from; i < to; i++) {
                if (moving.inputs().get(i)) {
                    order.add(tangent++);
                }
            }
            from = to;
        }
    }

    /** The tangents of the loop's outputs along those of its inputs; null is zero. */
    List<Tensor> of(DerivativeOfStep rule, List<Tensor> in, List<Tensor> inDot) {
        List<Tensor> all = new ArrayList<>(in);
        moving.inputs().stream()
                .forEach(i -> all.add(inDot.get(i) == null ? in.get(i).zerosLike() : inDot.get(i)));
        Scan scan =
                new Scan(body(rule), loop.steps(), loop.direction(), loop.kept().ofDerivative());
        List<Tensor> out = Tensor.apply(scan, order.stream().map(all::get).toList());
        List<Tensor> outDot = new ArrayList<>(Collections.nCopies(body.program().arity(), null));
        int next = 0;
        for (int i = 0; i < outDot.size(); i++) {
            next += i == body.sums() ? body.carried() : 0;
            if (moving.outputs().get(i)) {
                outDot.set(i, out.get(next++));
            }
        }
        return outDot;
    }

    private LoopBody body(DerivativeOfStep rule) {
        Program step = body.program();
        Program tangents = rule.of(step, moving.inputs()::get);
        int inputs = step.inputs().size();
        List<TensorType> types = new ArrayList<>(step.inputTypes());
        moving.inputs().stream().forEach(i -> types.add(step.inputTypes().get(i)));
        Program paired = Program.traceClosed(order.stream().map(types::get).toList(), in -> {
            Tensor[] all = new Tensor[in.size()];
            for (int i = 0; i < all.length; i++) {
                all[order.get(i)] = in.get(i);
            }
            List<Tensor> values = step.apply(Arrays.asList(all).subList(0, inputs));
            List<Tensor> moved = tangents.apply(Arrays.asList(all));
            List<Tensor> out = new ArrayList<>();
            out.addAll(Moving.at(moving.outputs(), 0, body.sums(), moved));
            out.addAll(values.subList(body.sums(), body.firstRow()));
            out.addAll(Moving.at(moving.outputs(), body.sums(), step.arity(), moved));
            return out;
        });
        int constants =
                body.constants() + moving.inputs().get(0, body.constants()).cardinality();
        int carried = body.carried()
                + moving.inputs().get(body.constants(), body.firstSlice()).cardinality();
        int sums = moving.outputs().get(0, body.sums()).cardinality();
        return new LoopBody(paired, constants, carried, sums);
    }
}
