package org.palinode.autodiff.internal.plan.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.Reduction;
import org.palinode.autodiff.internal.plan.code.AddInto;
import org.palinode.autodiff.internal.plan.code.Functions;
import org.palinode.autodiff.internal.plan.code.Strided;
import org.palinode.autodiff.internal.plan.code.Views;
import org.palinode.autodiff.internal.plan.loop.Recipe.Kind;
import org.palinode.autodiff.internal.plan.loop.Recipe.Node;
import org.palinode.autodiff.internal.plan.loop.Recipe.Sink;
import org.palinode.autodiff.internal.plan.loop.Recipe.Source;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;

/** A program of one loop as a recipe, and the memory it works on. */
final class LoopBody {
    private final Views views = new Views();
    private final List<Access> accesses = new ArrayList<>();
    private final List<Double> literals = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> known = new HashMap<>();
    private final Map<Atom, Integer> values = new HashMap<>();
    private final Map<Atom, Integer> targets = new HashMap<>();
    private final Map<Atom, Sink> reductions = new HashMap<>();
    private final List<Sink> sinks = new ArrayList<>();
    private final boolean[] accumulates;
    private final DType dtype;
    private int size;
    private int columns;

    LoopBody(Program program) {
        dtype = program.equations().get(0).inputs().get(0).type().dtype();
        findSize(program);
        for (Equation equation : program.equations()) {
            if (!views.add(equation)) {
                add(equation);
            }
        }
        accumulates = new boolean[program.outputs().size()];
        for (int i = 0; i < accumulates.length; i++) {
            Atom output = program.outputs().get(i);
            Sink reduction = reductions.get(output);
            sinks.add(
                    reduction != null
                            ? reduction
                            : new Sink(values.get(output), null, null, targets.getOrDefault(output, -1)));
            accumulates[i] = reduction != null && targets.containsKey(output);
        }
    }

    private void findSize(Program program) {
        Views seen = new Views();
        for (Equation equation : program.equations()) {
            if (!seen.add(equation) && !isEpilogue(equation, seen)) {
                Nest nest = Nest.of(equation, seen);
                size = nest.size();
                columns = Math.max(columns, nest.columns());
                if (nest.over() != null) {
                    reductions.put(equation.outputs().get(0), new Sink(0, nest.over(), null, -1));
                }
            }
        }
    }

    /** True if a finished reduction is added to memory: nothing for the loop itself. */
    private boolean isEpilogue(Equation equation, Views seen) {
        return equation.primitive() instanceof AddInto
                && reductions.containsKey(seen.of(equation.inputs().get(0)).root());
    }

    private void add(Equation equation) {
        Atom output = equation.outputs().get(0);
        if (isEpilogue(equation, views)) {
            reductions.put(
                    output, reductions.get(views.of(equation.inputs().get(0)).root()));
            targets.put(output, 0);
            return;
        }
        int[] operands = {-1, -1, -1};
        for (int i = 0; i < equation.inputs().size(); i++) {
            Strided view = views.of(equation.inputs().get(i));
            operands[i] = operand(
                    equation.primitive() instanceof NumberFunction
                            ? view.broadcast(output.type().shape())
                            : view);
        }
        Sink reduction = reductions.get(output);
        if (reduction != null) {
            NumberFunction function = ((Reduction) equation.primitive()).function();
            reductions.put(output, new Sink(operands[0], reduction.over(), function, -1));
        } else {
            boolean inPlace = equation.primitive() instanceof AddInto;
            NumberFunction function = inPlace ? Functions.ADD : (NumberFunction) equation.primitive();
            values.put(output, node(new Node(Kind.APPLY, function, operands[0], operands[1], operands[2])));
            if (inPlace) {
                targets.put(output, targets.getOrDefault(equation.inputs().get(1), operands[1]));
            }
        }
    }

    private int literal(double value) {
        int index = literals.indexOf(value);
        if (index < 0) {
            index = literals.size();
            literals.add(value);
        }
        return node(new Node(Kind.LITERAL, null, index, -1, -1));
    }

    private int operand(Strided view) {
        if (view.root() instanceof Atom.Literal literal) {
            return literal(literal.value());
        }
        if (values.containsKey(view.root())) {
            return values.get(view.root());
        }
        Access access = Access.of(view, columns);
        int index = accesses.indexOf(access);
        if (index < 0) {
            index = accesses.size();
            accesses.add(access);
        }
        return node(new Node(Kind.SOURCE, null, index, -1, -1));
    }

    private int node(Node node) {
        Integer id = known.get(node);
        if (id == null) {
            id = nodes.size();
            nodes.add(node);
            known.put(node, id);
        }
        return id;
    }

    Recipe recipe(boolean vector) {
        List<Source> sources = new ArrayList<>();
        for (Access access : accesses) {
            sources.add(access.column() == 1 ? Source.ROW : access.isScalar() ? Source.SCALAR : Source.COLUMN);
        }
        return new Recipe(vector, dtype, sources, literals.size(), List.copyOf(nodes), List.copyOf(sinks));
    }

    /** The access to each source; the root is an input of the program. */
    List<Access> accesses() {
        return accesses;
    }

    double[] literals() {
        double[] numbers = new double[literals.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = literals.get(i);
        }
        return numbers;
    }

    /** True if the reduction of an output is added to what is there. */
    boolean accumulates(int output) {
        return accumulates[output];
    }

    int size() {
        return size;
    }

    /** 0 if rows do not matter. */
    int columns() {
        return columns;
    }
}
