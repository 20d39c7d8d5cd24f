package org.palinode.autodiff.internal.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.plan.code.Fused;
import org.palinode.autodiff.internal.plan.code.InPlace;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Operation;

/**
 * Memory that values of a program share, because they are views of others or are written over them, and the last time at which it is read.
 */
final class Places {
    /** A value is {@code offset} numbers into the memory of the variable {@code root}. */
    record Place(Atom.Variable root, int offset) {}

    private final Map<Atom, Place> places = new HashMap<>();
    private final Map<Atom, Integer> lastUse = new HashMap<>();

    Places(Program program) {
        for (Atom.Variable input : program.inputs()) {
            places.put(input, new Place(input, 0));
        }
        for (Equation equation : program.equations()) {
            if (equation.primitive() instanceof Fused fused) {
                placeFused(equation, fused.targets());
            } else {
                for (Atom.Variable output : equation.outputs()) {
                    places.put(output, place(equation, output));
                }
            }
        }
        for (int step = 0; step < program.equations().size(); step++) {
            use(program.equations().get(step).inputs(), step);
        }
        use(program.outputs(), program.equations().size());
    }

    private void placeFused(Equation equation, int[] targets) {
        for (int i = 0; i < targets.length; i++) {
            Atom.Variable output = equation.outputs().get(i);
            Place own = new Place(output, 0);
            places.put(
                    output, targets[i] < 0 ? own : places.get(equation.inputs().get(targets[i])));
        }
    }

    private Place place(Equation equation, Atom.Variable output) {
        List<Atom> in = equation.inputs();
        if (equation.primitive() instanceof InPlace) {
            return places.get(in.get(in.size() - 1));
        }
        if (equation.primitive() instanceof Operation operation && in.size() == 1 && places.containsKey(in.get(0))) {
            int offset = operation.viewOffset(in.get(0).type().shape());
            Place base = places.get(in.get(0));
            return offset < 0 ? new Place(output, 0) : new Place(base.root(), base.offset() + offset);
        }
        return new Place(output, 0);
    }

    private void use(List<Atom> atoms, int step) {
        for (Atom atom : atoms) {
            Place place = places.get(atom);
            if (place != null) {
                lastUse.put(place.root(), step);
            }
        }
    }

    /** The place of a value; null for a literal. */
    Place of(Atom atom) {
        return places.get(atom);
    }

    /** True if a value has memory of its own. */
    boolean isRoot(Atom.Variable variable) {
        return places.get(variable).root().equals(variable);
    }

    /** The last equation that reads the memory of a root, computed by {@code equation}; the number of equations where outputs lie in it. */
    int lastUse(Atom.Variable root, int equation) {
        return lastUse.getOrDefault(root, equation);
    }
}
