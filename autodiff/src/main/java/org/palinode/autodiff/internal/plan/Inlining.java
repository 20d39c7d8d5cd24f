package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.program.Renaming;

/**
 * Puts the equations of composite primitives in their places, so that memory is shared across them and kernels are fused.
 * Equations are not merged: what a checkpoint computes again is computed again, and its first values are given up in between.
 */
final class Inlining {
    private final List<Equation> equations = new ArrayList<>();

    private Inlining() {}

    static Program of(Program program) {
        if (!hasComposites(program)) {
            return program;
        }
        Inlining inlining = new Inlining();
        Renaming names = new Renaming();
        List<Atom.Variable> inputs = names.define(program.inputs());
        inlining.append(program, names);
        return new Program(inputs, inlining.equations, names.of(program.outputs()));
    }

    private static boolean hasComposites(Program program) {
        for (Equation equation : program.equations()) {
            if (equation.primitive() instanceof Composite) {
                return true;
            }
        }
        return false;
    }

    private void append(Program program, Renaming names) {
        for (Equation equation : program.equations()) {
            if (equation.primitive() instanceof Composite composite) {
                names.alias(equation.outputs(), call(composite.program(), names.of(equation.inputs()), names));
            } else {
                equations.add(names.define(equation));
            }
        }
    }

    private List<Atom> call(Program program, List<Atom> arguments, Renaming caller) {
        Renaming names = caller.inner();
        names.alias(program.inputs(), arguments);
        append(program, names);
        return names.of(program.outputs());
    }
}
