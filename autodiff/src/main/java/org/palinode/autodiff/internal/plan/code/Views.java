package org.palinode.autodiff.internal.plan.code;

import java.util.HashMap;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;

/** Sees through equations that only say where numbers lie: a kernel reads what they are made of instead. */
public final class Views {
    private final Map<Atom, Strided> known = new HashMap<>();

    /** Takes note of an equation; true if its output is a view, so that it need not be computed for those who ask here. */
    public boolean add(Equation equation) {
        if (!(equation.primitive() instanceof Movement movement)
                || equation.inputs().size() != 1) {
            return false;
        }
        Strided in = of(equation.inputs().get(0));
        Atom output = equation.outputs().get(0);
        Strides place = movement.view(in.place(), output.type().shape());
        if (place != null) {
            known.put(output, new Strided(in.root(), place));
        }
        return place != null;
    }

    /** The places of the numbers of {@code atom}. */
    public Strided of(Atom atom) {
        Strided view = known.get(atom);
        return view == null ? Strided.whole(atom) : view;
    }
}
