package org.palinode.autodiff.plan.loop;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Elementwise;

/**
 * What is computed for each number of a loop, without memory and sizes: loops of one recipe share their code.
 *
 * @param vector by the Vector API, or one number at a time
 * @param sources how operands are read
 * @param literals how many literals there are
 * @param nodes operations in order
 * @param sinks what happens with results
 */
record Recipe(boolean vector, DType dtype, List<Source> sources, int literals, List<Node> nodes, List<Sink> sinks) {
    enum Source {
        /** A number for each of a row. */
        ROW,
        /** One number for each row. */
        COLUMN,
        /** One number. */
        SCALAR
    }

    enum Kind {
        SOURCE,
        LITERAL,
        APPLY
    }

    /** Source {@code a}, literal {@code a}, or the function of the nodes a, b, c. */
    record Node(Kind kind, Elementwise function, int a, int b, int c) {}

    /**
     * Stores node {@code node}, or reduces it.
     *
     * @param over what is reduced by {@code function}; null to store
     * @param target the node that holds what lies in memory already, where something is added in place; else −1
     */
    record Sink(int node, Nest.Over over, Elementwise function, int target) {
        boolean isStore() {
            return over == null;
        }
    }
}
