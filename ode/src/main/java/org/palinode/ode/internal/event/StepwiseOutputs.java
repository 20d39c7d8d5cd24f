package org.palinode.ode.internal.event;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.ode.internal.field.FieldInputs;

/** Outputs of a program of (t, y, ...) that change with t and y by jumps alone, as comparisons do: they depend on them without any derivative. */
final class StepwiseOutputs {
    private StepwiseOutputs() {}

    static Set<Integer> of(Program program) {
        Set<Atom> changing = changing(program);
        return IntStream.range(0, program.outputs().size())
                .filter(i -> changing.contains(program.outputs().get(i)) && !hasDerivative(program, i))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** What depends on t or y. */
    private static Set<Atom> changing(Program program) {
        Set<Atom> changing =
                new HashSet<>(List.<Atom>of(FieldInputs.time(program.inputs()), FieldInputs.state(program.inputs())));
        for (Equation equation : program.equations()) {
            if (equation.inputs().stream().anyMatch(changing::contains)) {
                changing.addAll(equation.outputs());
            }
        }
        return changing;
    }

    /** True unless no derivative with respect to t or y is left over when the output is pulled back. */
    private static boolean hasDerivative(Program program, int output) {
        Program pulled = program.keeping(i -> i == output).vjp(input -> input < 2);
        return pulled.outputs().stream().anyMatch(Atom.Variable.class::isInstance);
    }
}
