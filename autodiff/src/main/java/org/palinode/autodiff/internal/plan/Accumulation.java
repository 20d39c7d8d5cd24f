package org.palinode.autodiff.internal.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.palinode.autodiff.internal.kernel.operation.MatrixProduct;
import org.palinode.autodiff.internal.plan.code.AddInto;
import org.palinode.autodiff.internal.plan.code.AddProduct;
import org.palinode.autodiff.internal.plan.code.Functions;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Primitive;

/**
 * Rewrites outputs that are to be added to memory: a sum becomes one addition a term, and a matrix product is added by BLAS itself.
 * The accumulators become further inputs, in the order of the outputs.
 */
final class Accumulation {
    private final Map<Atom, Equation> definitions = new HashMap<>();
    private final Map<Atom, Integer> uses = new HashMap<>();
    private final List<Equation> equations;
    private final Set<Equation> replaced = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Equation> additions = new ArrayList<>();
    private int variables;

    private Accumulation(Program program) {
        equations = program.equations();
        variables = program.inputs().size();
        for (Equation equation : equations) {
            for (Atom output : equation.outputs()) {
                definitions.put(output, equation);
            }
            variables += equation.outputs().size();
            countUses(equation.inputs());
        }
        countUses(program.outputs());
    }

    private void countUses(List<Atom> atoms) {
        for (Atom atom : atoms) {
            uses.merge(atom, 1, Integer::sum);
        }
    }

    static Program rewrite(Program program, SortedSet<Integer> accumulating) {
        if (accumulating.isEmpty()) {
            return program;
        }
        Accumulation accumulation = new Accumulation(program);
        List<Atom.Variable> inputs = new ArrayList<>(program.inputs());
        List<Atom> outputs = new ArrayList<>(program.outputs());
        for (int index : accumulating) {
            Atom.Variable accumulator = accumulation.fresh(outputs.get(index));
            inputs.add(accumulator);
            outputs.set(index, accumulation.add(outputs.get(index), accumulator));
        }
        return new Program(inputs, accumulation.result(), outputs);
    }

    private Atom.Variable fresh(Atom like) {
        return new Atom.Variable(variables++, like.type());
    }

    private List<Equation> result() {
        List<Equation> all = new ArrayList<>();
        for (Equation equation : equations) {
            if (!replaced.contains(equation)) {
                all.add(equation);
            }
        }
        all.addAll(additions);
        return all;
    }

    /** Adds {@code value} to {@code accumulator}, term by term where it is a sum that nobody else reads. Sums may be deep. */
    private Atom.Variable add(Atom value, Atom.Variable accumulator) {
        Deque<Atom> terms = new ArrayDeque<>(List.of(value));
        Atom.Variable sum = accumulator;
        while (!terms.isEmpty()) {
            Atom term = terms.pop();
            Equation own = uses.get(term) > 1 ? null : definitions.get(term);
            if (own != null && isSum(own)) {
                replaced.add(own);
                terms.push(own.inputs().get(1));
                terms.push(own.inputs().get(0));
            } else if (own != null && own.primitive() instanceof MatrixProduct) {
                replaced.add(own);
                sum = append(
                        new AddProduct((Operation) own.primitive()),
                        List.of(own.inputs().get(0), own.inputs().get(1), sum),
                        sum);
            } else {
                sum = append(new AddInto(), List.of(term, sum), sum);
            }
        }
        return sum;
    }

    /** True if an equation adds two values of one type, without broadcasting. */
    private static boolean isSum(Equation equation) {
        return equation.primitive() == Functions.ADD
                && equation.inputs()
                        .get(0)
                        .type()
                        .equals(equation.inputs().get(1).type());
    }

    private Atom.Variable append(Primitive primitive, List<Atom> inputs, Atom like) {
        Atom.Variable sum = fresh(like);
        additions.add(Equation.of(primitive, inputs, List.of(sum)));
        return sum;
    }
}
