package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Passes over equations: merge what is computed twice, drop what nobody uses and has no effect, number what is left in order. */
final class Passes {
    private Passes() {}

    /** All passes; the result is a checked program in which variables are numbered in the order of definition. */
    static Program simplify(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        Renaming names = new Renaming();
        List<Equation> merged = mergeCommonSubexpressions(equations, names);
        List<Atom> results = names.of(outputs);
        return number(inputs, dropDeadCode(merged, results), results);
    }

    /** Keeps the first of equations with the same primitive and inputs; {@code names} maps the outputs of the others to its. */
    private static List<Equation> mergeCommonSubexpressions(List<Equation> equations, Renaming names) {
        Map<Equation, Equation> known = new HashMap<>();
        List<Equation> kept = new ArrayList<>();
        for (Equation equation : equations) {
            List<Atom> inputs = names.of(equation.inputs());
            Equation expression = equation.renamed(inputs, List.of());
            Equation twin = known.get(expression);
            if (twin == null) {
                Equation first = equation.renamed(inputs, equation.outputs());
                known.put(expression, first);
                kept.add(first);
            } else {
                names.alias(equation.outputs(), twin.outputs());
            }
        }
        return kept;
    }

    private static List<Equation> dropDeadCode(List<Equation> equations, List<Atom> outputs) {
        Set<Atom> used = new HashSet<>(outputs);
        List<Equation> kept = new ArrayList<>();
        for (int i = equations.size() - 1; i >= 0; i--) {
            Equation equation = equations.get(i);
            if (isUsed(equation, used)) {
                used.addAll(equation.inputs());
                kept.add(equation);
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    private static boolean isUsed(Equation equation, Set<Atom> used) {
        if (equation.primitive().hasEffects()) {
            return true;
        }
        for (Atom output : equation.outputs()) {
            if (used.contains(output)) {
                return true;
            }
        }
        return false;
    }

    private static Program number(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        Renaming names = new Renaming();
        List<Atom.Variable> numberedInputs = names.define(inputs);
        List<Equation> numbered = new ArrayList<>();
        for (Equation equation : equations) {
            numbered.add(names.define(equation));
        }
        return new Program(numberedInputs, numbered, names.of(outputs));
    }
}
