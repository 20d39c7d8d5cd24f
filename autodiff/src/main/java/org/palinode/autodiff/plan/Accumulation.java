package org.palinode.autodiff.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.palinode.autodiff.program.Atom;
import org.palinode.autodiff.program.Equation;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.AddInto;
import org.palinode.autodiff.tensor.AddProduct;
import org.palinode.autodiff.tensor.Elementwise;
import org.palinode.autodiff.tensor.MatMul;
import org.palinode.autodiff.tensor.Primitive;

/**
 * Rewrites outputs that are to be added to memory: a sum becomes one addition a term, and a matrix product is added by BLAS itself.
 * The accumulators become further inputs, in the order of the outputs.
 */
final class Accumulation {
    private final Map<Atom, Equation> definitions = new HashMap<>();
    private final Map<Atom, Integer> uses = new HashMap<>();
    private final List<Equation> equations;
    private int variables;

    private Accumulation(Program program) {
        equations = new ArrayList<>(program.equations());
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
        return new Program(inputs, accumulation.equations, outputs);
    }

    private Atom.Variable fresh(Atom like) {
        return new Atom.Variable(variables++, like.type());
    }

    /** Adds {@code value} to {@code accumulator}, term by term where it is a sum that nobody else reads. */
    private Atom.Variable add(Atom value, Atom.Variable accumulator) {
        Equation definition = definitions.get(value);
        if (definition == null || uses.get(value) > 1) {
            return append(new AddInto(), List.of(value, accumulator), accumulator);
        }
        Primitive primitive = definition.primitive();
        List<Atom> in = definition.inputs();
        if (primitive == Elementwise.ADD
                && in.stream().allMatch(term -> term.type().equals(value.type()))) {
            equations.remove(definition);
            return add(in.get(1), add(in.get(0), accumulator));
        }
        if (primitive instanceof MatMul product) {
            equations.remove(definition);
            return append(new AddProduct(product), List.of(in.get(0), in.get(1), accumulator), accumulator);
        }
        return append(new AddInto(), List.of(value, accumulator), accumulator);
    }

    private Atom.Variable append(Primitive primitive, List<Atom> inputs, Atom like) {
        Atom.Variable sum = fresh(like);
        equations.add(Equation.of(primitive, inputs, List.of(sum)));
        return sum;
    }
}
