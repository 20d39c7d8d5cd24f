package org.palinode.autodiff.internal.program;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rule for the equations of a program: each variable is defined once and before its use. */
final class SingleAssignment {
    private SingleAssignment() {}

    /** Refuses equations that break the rule. */
    static void check(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        Set<Atom> defined = new HashSet<>();
        define(inputs, defined);
        for (Equation equation : equations) {
            use(equation.inputs(), defined, equation.primitive().name());
            define(equation.outputs(), defined);
        }
        use(outputs, defined, "return");
    }

    private static void define(List<Atom.Variable> variables, Set<Atom> defined) {
        for (Atom.Variable variable : variables) {
            if (!defined.add(variable)) {
                throw new IllegalStateException("variable " + variable + " is defined twice");
            }
        }
    }

    private static void use(List<Atom> atoms, Set<Atom> defined, String where) {
        for (Atom atom : atoms) {
            if (atom instanceof Atom.Variable && !defined.contains(atom)) {
                throw new IllegalStateException("variable " + atom + " is used by " + where + " before it is defined");
            }
        }
    }
}
