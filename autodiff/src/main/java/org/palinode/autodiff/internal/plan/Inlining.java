package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;

/**
 * Puts the equations of composite primitives in their places, so that memory is shared across them and kernels are fused.
 * Equations are not merged: what a checkpoint computes again is computed again, and its first values are given up in between.
 */
final class Inlining {
    private final List<Equation> equations = new ArrayList<>();
    private int variables;

    private Inlining() {}

    static Program of(Program program) {
        if (!hasComposites(program)) {
            return program;
        }
        Inlining inlining = new Inlining();
        Map<Atom, Atom> names = new HashMap<>();
        List<Atom.Variable> inputs = inlining.define(program.inputs(), names);
        inlining.append(program, names);
        return new Program(inputs, inlining.equations, renamed(program.outputs(), names));
    }

    private static boolean hasComposites(Program program) {
        for (Equation equation : program.equations()) {
            if (equation.primitive() instanceof Composite) {
                return true;
            }
        }
        return false;
    }

    private void append(Program program, Map<Atom, Atom> names) {
        for (Equation equation : program.equations()) {
            List<Atom> in = renamed(equation.inputs(), names);
            if (equation.primitive() instanceof Composite composite) {
                List<Atom> out = call(composite.program(), in);
                for (int i = 0; i < out.size(); i++) {
                    names.put(equation.outputs().get(i), out.get(i));
                }
            } else {
                equations.add(equation.renamed(in, define(equation.outputs(), names)));
            }
        }
    }

    private List<Atom> call(Program program, List<Atom> arguments) {
        Map<Atom, Atom> names = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            names.put(program.inputs().get(i), arguments.get(i));
        }
        append(program, names);
        return renamed(program.outputs(), names);
    }

    private List<Atom.Variable> define(List<Atom.Variable> originals, Map<Atom, Atom> names) {
        List<Atom.Variable> defined = new ArrayList<>();
        for (Atom.Variable original : originals) {
            Atom.Variable next = new Atom.Variable(variables++, original.type());
            names.put(original, next);
            defined.add(next);
        }
        return defined;
    }

    private static List<Atom> renamed(List<? extends Atom> atoms, Map<Atom, Atom> names) {
        List<Atom> result = new ArrayList<>();
        for (Atom atom : atoms) {
            result.add(names.getOrDefault(atom, atom));
        }
        return result;
    }
}
