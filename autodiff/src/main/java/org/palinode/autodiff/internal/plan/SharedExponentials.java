package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Elementwise;
import org.palinode.autodiff.tensor.Primitive;

/**
 * Computes tanh x and its slope 1/cosh² x, where a program has both of one x, from one exponential: t = ±(e^2|x| − 1), of which either is a
 * quotient. So a pull-back needs no second function, and keeps t in place of both. To be applied when nothing is differentiated any more:
 * on the way back through t infinite and vanishing factors would meet.
 */
final class SharedExponentials {
    private final Set<Atom> shared;
    private final Map<Atom, Atom> exponentials = new HashMap<>();
    private final List<Equation> result = new ArrayList<>();
    private int variables;

    private SharedExponentials(Program program, Set<Atom> shared) {
        this.shared = shared;
        variables = program.inputs().size();
        for (Equation equation : program.equations()) {
            variables += equation.outputs().size();
        }
        for (Equation equation : program.equations()) {
            add(equation);
        }
    }

    static Program of(Program program) {
        Set<Atom> shared = arguments(program, Elementwise.SECH_SQUARE);
        if (shared.isEmpty()) {
            return program;
        }
        shared.retainAll(arguments(program, Elementwise.TANH));
        return shared.isEmpty()
                ? program
                : new Program(program.inputs(), new SharedExponentials(program, shared).result, program.outputs());
    }

    private static Set<Atom> arguments(Program program, Elementwise function) {
        Set<Atom> arguments = new HashSet<>();
        for (Equation equation : program.equations()) {
            if (equation.primitive() == function) {
                arguments.add(equation.inputs().get(0));
            }
        }
        return arguments;
    }

    private void add(Equation equation) {
        Primitive primitive = equation.primitive();
        boolean replaced = (primitive == Elementwise.TANH || primitive == Elementwise.SECH_SQUARE)
                && shared.contains(equation.inputs().get(0));
        if (!replaced) {
            result.add(equation);
            return;
        }
        Elementwise quotient = primitive == Elementwise.TANH ? Elementwise.TANH_FROM : Elementwise.SECH_SQUARE_FROM;
        Atom exponential = exponentials.computeIfAbsent(equation.inputs().get(0), this::exponential);
        result.add(Equation.of(quotient, List.of(exponential), equation.outputs()));
    }

    private Atom exponential(Atom x) {
        Atom.Variable t = new Atom.Variable(variables++, x.type());
        result.add(Equation.of(Elementwise.ODD_EXPM1, List.of(x), List.of(t)));
        return t;
    }
}
