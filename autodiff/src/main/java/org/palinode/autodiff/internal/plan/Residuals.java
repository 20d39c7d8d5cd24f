package org.palinode.autodiff.internal.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.tensor.Primitive;

/**
 * Chooses which results of a computation are kept for a later one. A result is computed again there instead if that takes sums, products
 * and moves only, and takes fewer bytes to be kept: the slope 1 − y² of a tanh next to its y, a bias that was broadcast. Products of matrices,
 * functions such as tanh, reductions and everything that users add are never computed again.
 */
final class Residuals {
    private final List<Equation> equations;
    private final Map<Atom, Equation> definitions = new HashMap<>();

    /** @param equations what is computed first, from inputs that the later computation has too */
    Residuals(List<Equation> equations) {
        this.equations = equations;
        equations.forEach(equation -> equation.outputs().forEach(output -> definitions.put(output, equation)));
    }

    /** The residuals of a computation that reads {@code read}. From the last to the first, because each choice serves those before it. */
    List<Atom> of(Set<Atom> read) {
        Set<Atom> kept = new LinkedHashSet<>(read);
        kept.removeIf(atom -> !definitions.containsKey(atom));
        for (int i = equations.size() - 1; i >= 0; i--) {
            for (Atom.Variable result : equations.get(i).outputs()) {
                if (kept.contains(result)) {
                    Set<Atom> sources = sources(result, kept);
                    long cost = bytes(sources);
                    if (cost < result.type().bytes() || cost == result.type().bytes() && isQuotient(result)) {
                        kept.remove(result);
                        kept.addAll(sources);
                    }
                }
            }
        }
        return List.copyOf(kept);
    }

    /** True if the sources of the result serve another result too, and so are the better of two equal choices. */
    private boolean isQuotient(Atom result) {
        return definitions.get(result).primitive() instanceof NumberFunction function && function.isOuterPart();
    }

    /** The values to keep besides {@code kept} so that {@code result} can be recomputed cheaply; itself if it is costly. */
    private Set<Atom> sources(Atom result, Set<Atom> kept) {
        Set<Atom> sources = new LinkedHashSet<>();
        if (isCheap(definitions.get(result).primitive())) {
            gather(result, kept, sources);
        } else {
            sources.add(result);
        }
        return sources;
    }

    private void gather(Atom result, Set<Atom> kept, Set<Atom> sources) {
        Set<Atom> visited = new HashSet<>(List.of(result));
        Deque<Atom> open = new ArrayDeque<>(visited);
        while (!open.isEmpty()) {
            for (Atom input : definitions.get(open.pop()).inputs()) {
                Equation definition = definitions.get(input);
                if (definition == null || kept.contains(input) || !visited.add(input)) {
                    continue;
                }
                if (isCheap(definition.primitive())) {
                    open.push(input);
                } else {
                    sources.add(input);
                }
            }
        }
    }

    private static boolean isCheap(Primitive primitive) {
        return primitive instanceof Movement || primitive instanceof NumberFunction function && !function.isCostly();
    }

    private static long bytes(Set<Atom> atoms) {
        return atoms.stream().mapToLong(atom -> atom.type().bytes()).sum();
    }
}
