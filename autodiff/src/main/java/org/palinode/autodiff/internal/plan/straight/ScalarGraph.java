package org.palinode.autodiff.internal.plan.straight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.memory.DType;

/** Operations on single numbers, each once, in an order in which they can be computed. */
final class ScalarGraph {
    enum Kind {
        /** Number {@code b} of input {@code a}. */
        LOAD,
        LITERAL,
        APPLY,
        /** {@code a}, which is of the other type. */
        CAST
    }

    /** Node for a number; {@code a}, {@code b}, {@code c} are operands, −1 where there is none. */
    record Node(Kind kind, DType dtype, NumberFunction function, double value, int a, int b, int c) {
        private static final int[] NONE = {};

        /** The nodes that it is computed from. */
        int[] operands() {
            if (kind == Kind.LOAD || kind == Kind.LITERAL) {
                return NONE;
            }
            return c >= 0 ? new int[] {a, b, c} : b >= 0 ? new int[] {a, b} : new int[] {a};
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Node that
                    && kind == that.kind
                    && dtype == that.dtype
                    && function == that.function
                    && Double.compare(value, that.value) == 0
                    && a == that.a
                    && b == that.b
                    && c == that.c;
        }

        @Override
        public int hashCode() {
            return 31
                            * (31
                                            * (31
                                                            * (31 * (31 * kind.hashCode() + Objects.hashCode(function))
                                                                    + Double.hashCode(value))
                                                    + a)
                                    + b)
                    + c;
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> known = new HashMap<>();

    Node node(int id) {
        return nodes.get(id);
    }

    int size() {
        return nodes.size();
    }

    int load(int input, int index, DType dtype) {
        return add(new Node(Kind.LOAD, dtype, null, 0, input, index, -1));
    }

    int literal(double value, DType dtype) {
        return add(new Node(Kind.LITERAL, dtype, null, dtype.round(value), -1, -1, -1));
    }

    int cast(int operand, DType dtype) {
        Node node = nodes.get(operand);
        if (node.kind == Kind.LITERAL) {
            return literal(node.value, dtype);
        }
        return node.dtype == dtype ? operand : add(new Node(Kind.CAST, dtype, null, 0, operand, -1, -1));
    }

    int apply(NumberFunction function, int a, int b) {
        return apply(function, a, b, -1);
    }

    /** The function of up to three operands, simplified by the rules that tensors follow too: x + 0 and x · 1 are x. */
    int apply(NumberFunction function, int a, int b, int c) {
        if (isLiteral(a, function.leftNeutral())) {
            return b;
        }
        if (isLiteral(b, function.rightNeutral()) || isLiteral(a, function.leftAbsorbing())) {
            return a;
        }
        DType dtype = nodes.get(a).dtype;
        if (isLiteral(a) && (b < 0 || isLiteral(b)) && (c < 0 || isLiteral(c))) {
            return literal(function.evaluate(value(a), value(b), value(c)), dtype);
        }
        if (function.ofReciprocal() != null && isLiteral(b) && isPowerOfTwo(value(b))) {
            return apply(function.ofReciprocal(), a, literal(1 / value(b), dtype));
        }
        return add(new Node(Kind.APPLY, dtype, function, 0, a, b, c));
    }

    /** True if dividing by {@code value} is multiplying by 1/value, bit for bit, at a third of the time: 2⁻¹⁰⁰ to 2¹⁰⁰. */
    private static boolean isPowerOfTwo(double value) {
        int exponent = Math.getExponent(value);
        return Math.abs(exponent) <= 100 && Math.scalb(1, exponent) == Math.abs(value);
    }

    private boolean isLiteral(int id) {
        return nodes.get(id).kind == Kind.LITERAL;
    }

    private boolean isLiteral(int id, double value) {
        return id >= 0 && isLiteral(id) && nodes.get(id).value == value;
    }

    private double value(int id) {
        return id < 0 ? 0 : nodes.get(id).value;
    }

    private int add(Node node) {
        Integer twin = known.putIfAbsent(node, nodes.size());
        if (twin != null) {
            return twin;
        }
        nodes.add(node);
        return nodes.size() - 1;
    }
}
