package org.palinode.autodiff.internal.plan.code;

import java.util.HashMap;
import java.util.Map;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.tensor.BroadcastTo;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Reshape;
import org.palinode.autodiff.tensor.Slice;
import org.palinode.autodiff.tensor.StopGradient;

/** Sees through equations that only say where numbers lie: a kernel reads what they are made of instead. */
public final class Views {
    private final Map<Atom, Strided> known = new HashMap<>();

    /** Takes note of an equation; true if its output is a view, so that it need not be computed for those who ask here. */
    public boolean add(Equation equation) {
        Primitive primitive = equation.primitive();
        boolean candidate = primitive instanceof Reshape
                || primitive instanceof BroadcastTo
                || primitive instanceof Slice
                || primitive instanceof StopGradient;
        Strided view = candidate
                ? view(
                        primitive,
                        of(equation.inputs().get(0)),
                        equation.outputs().get(0))
                : null;
        if (view != null) {
            known.put(equation.outputs().get(0), view);
        }
        return view != null;
    }

    private static Strided view(Primitive primitive, Strided in, Atom out) {
        if (primitive instanceof Slice slice) {
            return in.slice(
                    in.shape().axis(slice.axis()), slice.start(), out.type().shape());
        }
        if (primitive instanceof BroadcastTo) {
            return in.broadcast(out.type().shape());
        }
        return primitive instanceof Reshape ? in.reshape(out.type().shape()) : in;
    }

    /** Where the numbers of {@code atom} lie. */
    public Strided of(Atom atom) {
        Strided view = known.get(atom);
        return view == null ? Strided.whole(atom) : view;
    }
}
