package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.internal.kernel.MovableKernel;
import org.palinode.autodiff.internal.plan.Places.Place;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** The kernels that read or write the memory of each root: it is movable where all of them are, and take it whole. */
final class MemoryUsers {
    private final Program program;
    private final Places places;
    private final Map<Atom.Variable, List<MovableKernel>> users = new HashMap<>();
    private final Set<Atom.Variable> fixed = new HashSet<>();

    /** Kernels that use movable memory. */
    private final Set<Kernel> moved = new HashSet<>();

    MemoryUsers(Program program, Places places) {
        this.program = program;
        this.places = places;
    }

    /** Takes note that the memory of a value stays where it is. */
    void fix(Atom atom) {
        Place place = places.of(atom);
        if (place != null) {
            fixed.add(place.root());
        }
    }

    /** Takes note of the kernel of an equation. */
    void add(Equation equation, Kernel kernel) {
        equation.inputs().forEach(atom -> add(atom, kernel));
        equation.outputs().forEach(atom -> add(atom, kernel));
    }

    private void add(Atom atom, Kernel kernel) {
        Place place = places.of(atom);
        if (place == null) {
            return;
        }
        if (isWhole(atom, place) && kernel instanceof MovableKernel movable) {
            users.computeIfAbsent(place.root(), root -> new ArrayList<>()).add(movable);
        } else {
            fix(atom);
        }
    }

    private static boolean isWhole(Atom atom, Place place) {
        return place.offset() == 0 && atom.type().size() == place.root().type().size();
    }

    /** The memory of an input that is no output, or of an output that shares it with no other, if it is movable; else null. */
    MovableMemory movable(Atom atom, Buffer own) {
        Place place = places.of(atom);
        if (place == null || !isWhole(atom, place) || fixed.contains(place.root())) {
            return null;
        }
        long outputs = program.outputs().stream()
                .filter(output ->
                        places.of(output) != null && places.of(output).root().equals(place.root()))
                .count();
        if (outputs != (program.inputs().contains(place.root()) ? 0 : 1)) {
            return null;
        }
        List<MovableKernel> kernels = users.getOrDefault(place.root(), List.of());
        MovableMemory memory = MovableMemory.of(own, kernels.stream().distinct().toList());
        if (memory != null) {
            moved.addAll(kernels);
        }
        return memory;
    }

    /** The kernel, without what moves it if none of its memory is movable. */
    Kernel withoutMoves(Kernel kernel) {
        return kernel instanceof MovableKernel movable && !moved.contains(kernel) ? movable.withoutMoves() : kernel;
    }
}
