package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Passes over equations: merge what is computed twice, drop what nobody uses, number what is left in order. */
final class Passes {
    private Passes() {}

    /** All passes; the result is a checked program in which variables are numbered in the order of definition. */
    static Program simplify(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        Map<Atom, Atom> names = new HashMap<>();
        List<Equation> merged = mergeCommonSubexpressions(equations, names);
        List<Atom> results = renamed(outputs, names);
        return number(inputs, dropDeadCode(merged, results), results);
    }

    /** Keeps the first of equations with the same primitive and inputs; {@code names} maps the outputs of the others to its. */
    private static List<Equation> mergeCommonSubexpressions(List<Equation> equations, Map<Atom, Atom> names) {
        Map<Equation, Equation> known = new HashMap<>();
        List<Equation> kept = new ArrayList<>();
        for (Equation equation : equations) {
            List<Atom> inputs = renamed(equation.inputs(), names);
            Equation expression = equation.renamed(inputs, List.of());
            Equation twin = known.get(expression);
            if (twin == null) {
                Equation first = equation.renamed(inputs, equation.outputs());
                known.put(expression, first);
                kept.add(first);
            } else {
                for (int i = 0; i < twin.outputs().size(); i++) {
                    names.put(equation.outputs().get(i), twin.outputs().get(i));
                }
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
        for (Atom output : equation.outputs()) {
            if (used.contains(output)) {
                return true;
            }
        }
        return false;
    }

    private static Program number(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        Map<Atom, Atom> names = new HashMap<>();
        List<Atom.Variable> numberedInputs = define(inputs, names);
        List<Equation> numbered = new ArrayList<>();
        for (Equation equation : equations) {
            List<Atom> in = renamed(equation.inputs(), names);
            numbered.add(equation.renamed(in, define(equation.outputs(), names)));
        }
        return new Program(numberedInputs, numbered, renamed(outputs, names));
    }

    private static List<Atom.Variable> define(List<Atom.Variable> variables, Map<Atom, Atom> names) {
        List<Atom.Variable> numbered = new ArrayList<>();
        for (Atom.Variable variable : variables) {
            Atom.Variable next = new Atom.Variable(names.size(), variable.type());
            names.put(variable, next);
            numbered.add(next);
        }
        return numbered;
    }

    private static List<Atom> renamed(List<? extends Atom> atoms, Map<Atom, Atom> names) {
        List<Atom> result = new ArrayList<>();
        for (Atom atom : atoms) {
            result.add(names.getOrDefault(atom, atom));
        }
        return result;
    }
}
