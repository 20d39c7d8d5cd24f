package org.palinode.autodiff.internal.plan.loop;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.memory.DType;

/**
 * Computation of each number of a loop, without memory and sizes: loops of one recipe share their code.
 *
 * @param vector by the Vector API, or one number at a time
 * @param sources how operands are read
 * @param literals how many literals there are
 * @param nodes operations in order
 * @param sinks what happens with results
 */
record Recipe(boolean vector, DType dtype, List<Source> sources, int literals, List<Node> nodes, List<Sink> sinks) {
    /**
     * True if scalar code over the same rows computes the same bits: where sums go down columns and no function has formulas of its own in
     * vectors of float32.
     */
    boolean isSameInScalarCode() {
        for (Sink sink : sinks) {
            if (!sink.isStore() && sink.over() != Nest.Over.ROWS) {
                return false;
            }
        }
        for (Node node : nodes) {
            if (dtype == DType.FLOAT32
                    && node.kind() == Kind.APPLY
                    && node.function().isCostly()) {
                return false;
            }
        }
        return true;
    }

    /** True if a node is a function that works on whole blocks, not on one vector at a time. */
    boolean isBlockFunction(Node node) {
        return vector && node.kind() == Kind.APPLY && node.function().isCostly();
    }

    boolean hasBlockFunctions() {
        for (Node node : nodes) {
            if (isBlockFunction(node)) {
                return true;
            }
        }
        return false;
    }

    /** Nanoseconds a number, roughly, with vectors of eight numbers and memory in the second-level cache. */
    double vectorTime() {
        double time = 0.3 * sinks.size();
        for (Source source : sources) {
            time += source == Source.ROW ? 0.3 : 0;
        }
        for (Node node : nodes) {
            time += node.kind() != Kind.APPLY ? 0 : node.function().isCostly() ? 1 : 0.1;
        }
        return time;
    }

    enum Source {
        /** A number for each of a row. */
        ROW,
        /** A number for each row. */
        COLUMN,
        /** A single number. */
        SCALAR
    }

    enum Kind {
        SOURCE,
        LITERAL,
        APPLY
    }

    /** Source {@code a}, literal {@code a}, or the function of the nodes a, b, c. */
    record Node(Kind kind, NumberFunction function, int a, int b, int c) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Node that
                    && kind == that.kind
                    && function == that.function
                    && a == that.a
                    && b == that.b
                    && c == that.c;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * (31 * kind.hashCode() + Objects.hashCode(function)) + a) + b) + c;
        }
    }

    /**
     * Stores node {@code node}, or reduces it.
     *
     * @param over what is reduced by {@code function}; null to store
     * @param target the node that holds what lies in memory already, where something is added in place; else −1
     */
    record Sink(int node, Nest.Over over, NumberFunction function, int target) {
        boolean isStore() {
            return over == null;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sink that
                    && node == that.node
                    && over == that.over
                    && function == that.function
                    && target == that.target;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * node + Objects.hashCode(over)) + Objects.hashCode(function)) + target;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipe that
                && vector == that.vector
                && dtype == that.dtype
                && literals == that.literals
                && sources.equals(that.sources)
                && nodes.equals(that.nodes)
                && sinks.equals(that.sinks);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * sources.hashCode() + nodes.hashCode()) + sinks.hashCode();
    }
}
