package org.palinode.autodiff.internal.plan.straight;

import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.internal.plan.straight.ScalarGraph.Kind;
import org.palinode.autodiff.internal.plan.straight.ScalarGraph.Node;

/**
 * Pieces of a graph: the nodes that get a local variable (those used twice, and the outputs), and the method to which each belongs: HotSpot
 * does not compile methods above 8000 bytes of code, and takes long for those near it. The other nodes are computed on the stack where they
 * are used.
 */
final class Pieces {
    private static final int MOST_BYTES = 4000;
    private static final int DEEPEST = 24;

    private final ScalarGraph graph;
    private final int[] uses;
    private final int[] depth;
    private final int[] bytes;
    private final int[] piece;
    private final int[] scratch;
    private final BitSet rooted = new BitSet();
    private final BitSet crossing = new BitSet();
    private int count = 1;

    Pieces(ScalarGraph graph, List<int[]> outputs) {
        this.graph = graph;
        uses = new int[graph.size()];
        depth = new int[graph.size()];
        bytes = new int[graph.size()];
        piece = new int[graph.size()];
        scratch = new int[graph.size()];
        for (int[] output : outputs) {
            for (int id : output) {
                uses[id]++;
                if (graph.node(id).kind() == Kind.APPLY || graph.node(id).kind() == Kind.CAST) {
                    rooted.set(id);
                }
            }
        }
        countUses();
        chooseRoots();
        divide();
        findCrossing();
    }

    /** Operands come before those who use them, so one walk back sees every use, and finds what nobody uses. */
    private void countUses() {
        for (int id = graph.size() - 1; id >= 0; id--) {
            if (uses[id] > 0) {
                for (int operand : graph.node(id).operands()) {
                    uses[operand]++;
                }
            }
        }
    }

    private void chooseRoots() {
        for (int id = 0; id < graph.size(); id++) {
            Node node = graph.node(id);
            bytes[id] = node.kind() == Kind.LOAD ? 10 : 8;
            for (int operand : node.operands()) {
                boolean inline = !rooted.get(operand);
                depth[id] = Math.max(depth[id], inline ? depth[operand] + 1 : 1);
                bytes[id] += inline ? bytes[operand] : 4;
            }
            boolean computed = node.kind() == Kind.APPLY || node.kind() == Kind.CAST;
            if (computed && uses[id] > 0 && (uses[id] > 1 || depth[id] > DEEPEST)) {
                rooted.set(id);
            }
        }
    }

    private void divide() {
        int filled = 0;
        for (int id = rooted.nextSetBit(0); id >= 0; id = rooted.nextSetBit(id + 1)) {
            if (filled + bytes[id] > MOST_BYTES && filled > 0) {
                count++;
                filled = 0;
            }
            filled += bytes[id] + 12;
            piece[id] = count - 1;
        }
    }

    private void findCrossing() {
        for (int id = rooted.nextSetBit(0); id >= 0; id = rooted.nextSetBit(id + 1)) {
            markCrossing(graph.node(id), piece[id]);
        }
        int next = 0;
        for (int id = crossing.nextSetBit(0); id >= 0; id = crossing.nextSetBit(id + 1)) {
            scratch[id] = next++;
        }
    }

    private void markCrossing(Node node, int where) {
        for (int operand : node.operands()) {
            if (rooted.get(operand)) {
                crossing.set(operand, crossing.get(operand) || piece[operand] != where);
            } else {
                markCrossing(graph.node(operand), where);
            }
        }
    }

    int count() {
        return count;
    }

    BitSet rooted() {
        return rooted;
    }

    int piece(int id) {
        return piece[id];
    }

    boolean isShared(int id) {
        return uses[id] > 1;
    }

    /** The place in the scratch array of a node that more than one method uses; −1 for others. */
    int scratch(int id) {
        return crossing.get(id) ? scratch[id] : -1;
    }

    int scratchSize() {
        return crossing.cardinality();
    }
}
