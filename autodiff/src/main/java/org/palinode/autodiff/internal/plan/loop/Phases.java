package org.palinode.autodiff.internal.plan.loop;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.plan.loop.Recipe.Kind;
import org.palinode.autodiff.internal.plan.loop.Recipe.Node;
import org.palinode.autodiff.internal.plan.loop.Recipe.Sink;

/**
 * Divides a recipe at the functions that work on whole blocks: phase p computes their arguments into arrays, then the functions run,
 * then phase p + 1 uses their values. Values of an earlier phase that are not in memory wait in arrays too.
 */
final class Phases {
    /** A function on the numbers of array {@code first}, and of array {@code second} if it takes two; it replaces those of the first. */
    record Application(NumberFunction function, int first, int second) {}

    private final Recipe recipe;
    private final int[] phase;
    private final int[] array;
    private final List<Map<Integer, Integer>> spills = new ArrayList<>();
    private final List<List<Application>> functions = new ArrayList<>();
    private final List<BitSet> needed = new ArrayList<>();
    private int arrays;

    Phases(Recipe recipe) {
        this.recipe = recipe;
        phase = new int[recipe.nodes().size()];
        array = new int[recipe.nodes().size()];
        int last = 0;
        for (int id = 0; id < phase.length; id++) {
            array[id] = -1;
            phase[id] = operandPhase(id) + (isBlockFunction(id) ? 1 : 0);
            last = Math.max(last, phase[id]);
        }
        for (int p = 0; p <= last; p++) {
            spills.add(new LinkedHashMap<>());
            functions.add(new ArrayList<>());
            needed.add(new BitSet());
        }
        placeFunctions();
        for (int p = last; p >= 0; p--) {
            findNeeded(p);
        }
    }

    private int operandPhase(int id) {
        int latest = 0;
        for (int operand : operands(id)) {
            latest = Math.max(latest, phase[operand]);
        }
        return latest;
    }

    private int[] operands(int id) {
        Node node = recipe.nodes().get(id);
        if (node.kind() != Kind.APPLY) {
            return new int[0];
        }
        return switch (node.function().arity()) {
            case 1 -> new int[] {node.a()};
            case 2 -> new int[] {node.a(), node.b()};
            default -> new int[] {node.a(), node.b(), node.c()};
        };
    }

    private boolean isBlockFunction(int id) {
        return recipe.isBlockFunction(recipe.nodes().get(id));
    }

    private void placeFunctions() {
        for (int id = 0; id < phase.length; id++) {
            if (isBlockFunction(id)) {
                Node node = recipe.nodes().get(id);
                int before = phase[id] - 1;
                array[id] = arrays++;
                int second = node.function().arity() > 1 ? arrays++ : -1;
                argument(before, node.a(), array[id]);
                if (second >= 0) {
                    argument(before, node.b(), second);
                }
                functions.get(before).add(new Application(node.function(), array[id], second));
            }
        }
    }

    private void argument(int before, int node, int target) {
        spills.get(before).put(target, node);
        needed.get(before).set(node);
    }

    private void findNeeded(int p) {
        BitSet wanted = needed.get(p);
        for (Sink sink : recipe.sinks()) {
            if (phase[sink.node()] == p) {
                wanted.set(sink.node());
                if (sink.target() >= 0) {
                    wanted.set(sink.target());
                }
            }
        }
        for (int id = wanted.length() - 1; id >= 0; id = id == 0 ? -1 : wanted.previousSetBit(id - 1)) {
            if (phase[id] == p && !isBlockFunction(id)) {
                for (int operand : operands(id)) {
                    wanted.set(operand);
                }
            } else if (recipe.nodes().get(id).kind() == Kind.APPLY && array[id] < 0) {
                array[id] = arrays++;
                argument(phase[id], id, array[id]);
            }
        }
    }

    int count() {
        return needed.size();
    }

    int arrays() {
        return arrays;
    }

    /** The nodes whose values phase {@code p} uses or computes, in order. */
    int[] needed(int p) {
        int[] nodes = new int[needed.get(p).cardinality()];
        int node = -1;
        for (int i = 0; i < nodes.length; i++) {
            node = needed.get(p).nextSetBit(node + 1);
            nodes[i] = node;
        }
        return nodes;
    }

    /** True if phase {@code p} finds the value of a node in an array. */
    boolean isFetched(int id, int p) {
        return recipe.nodes().get(id).kind() == Kind.APPLY && (phase[id] < p || isBlockFunction(id));
    }

    int array(int id) {
        return array[id];
    }

    /** The arrays that phase {@code p} fills, with the node that each gets. */
    Map<Integer, Integer> spills(int p) {
        return spills.get(p);
    }

    /** The functions that run between phase {@code p} and the next. */
    List<Application> functions(int p) {
        return functions.get(p);
    }

    /** The phase in which a sink is served. */
    int phase(Sink sink) {
        return phase[sink.node()];
    }
}
