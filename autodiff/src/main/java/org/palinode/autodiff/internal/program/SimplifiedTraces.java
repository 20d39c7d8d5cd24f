package org.palinode.autodiff.internal.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the simplified program of a trace again. A field is traced at each solve and gives the same equations each time: comparing them
 * with those of the last time takes a third of the time of simplifying them. Process-wide, bounded, forgets what was used longest ago;
 * nothing depends on what is in it.
 */
final class SimplifiedTraces {
    private static final int CAPACITY = 256;

    /** Longer traces come from programs that others keep. */
    private static final int MOST_EQUATIONS = 200;

    private static final Map<List<List<?>>, Program> KNOWN = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<List<?>>, Program> eldest) {
            return size() > CAPACITY;
        }
    };

    private SimplifiedTraces() {}

    /** The program of a finished trace, whose lists change no more. */
    static Program get(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        if (equations.size() > MOST_EQUATIONS || holdsNumbers(equations)) {
            return Passes.simplify(inputs, equations, outputs);
        }
        List<List<?>> raw = List.of(inputs, equations, outputs);
        synchronized (KNOWN) {
            Program known = KNOWN.get(raw);
            if (known != null) {
                return known;
            }
        }
        Program made = Passes.simplify(inputs, equations, outputs);
        synchronized (KNOWN) {
            KNOWN.put(raw, made);
        }
        return made;
    }

    /** True if tensors are stored in the trace: they are not to be held longer than their owner wants. */
    private static boolean holdsNumbers(List<Equation> equations) {
        for (Equation equation : equations) {
            if (equation.inputs().isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
