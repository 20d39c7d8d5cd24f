package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Primitive;

/**
 * Computes tanh x and its slope 1/cosh² x, where a program has both of one x, from one exponential: t = ±(e^2|x| − 1), of which either is a
 * quotient. So a pull-back needs no second function, and keeps t in place of both. To be applied when nothing is differentiated any more:
 * on the way back through t infinite and vanishing factors would meet.
 */
final class SharedExponentials {
    /** The inner part of functions, of an argument. */
    private record Inner(NumberFunction function, Atom argument) {
        /** Null if the function of the equation has no inner part. */
        static Inner of(Equation equation) {
            return equation.primitive() instanceof NumberFunction function && function.inner() != null
                    ? new Inner(function.inner(), equation.inputs().get(0))
                    : null;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Inner that && function == that.function && argument.equals(that.argument);
        }

        @Override
        public int hashCode() {
            return argument.hashCode();
        }
    }

    private final Set<Inner> shared;
    private final Map<Inner, Atom> values = new HashMap<>();
    private final List<Equation> result = new ArrayList<>();
    private int variables;

    private SharedExponentials(Program program, Set<Inner> shared) {
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
        Set<Inner> shared = shared(program);
        return shared.isEmpty()
                ? program
                : new Program(program.inputs(), new SharedExponentials(program, shared).result, program.outputs());
    }

    /** The inner functions that several functions have in common. */
    private static Set<Inner> shared(Program program) {
        Map<Inner, Primitive> first = new HashMap<>();
        Set<Inner> shared = new HashSet<>();
        for (Equation equation : program.equations()) {
            Inner inner = Inner.of(equation);
            if (inner != null) {
                Primitive known = first.putIfAbsent(inner, equation.primitive());
                if (known != null && known != equation.primitive()) {
                    shared.add(inner);
                }
            }
        }
        return shared;
    }

    private void add(Equation equation) {
        Inner inner = Inner.of(equation);
        if (!shared.contains(inner)) {
            result.add(equation);
            return;
        }
        Atom value = values.computeIfAbsent(inner, this::value);
        NumberFunction function = (NumberFunction) equation.primitive();
        result.add(Equation.of((Primitive) function.outer(), List.of(value), equation.outputs()));
    }

    private Atom value(Inner inner) {
        Atom.Variable value = new Atom.Variable(variables++, inner.argument().type());
        result.add(Equation.of((Primitive) inner.function(), List.of(inner.argument()), List.of(value)));
        return value;
    }
}
