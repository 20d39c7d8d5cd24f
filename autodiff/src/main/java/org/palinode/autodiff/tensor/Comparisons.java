package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;

import java.util.List;
import org.palinode.autodiff.internal.kernel.function.LaneCode;

/** Comparisons, 1 where they hold and 0 elsewhere in the type of their inputs, and the choice that follows them. */
final class Comparisons {
    /** A comparison; its slopes are 0. */
    private abstract static class Comparison extends Binary {
        /** {@code operator} is its name in {@code VectorOperators}. */
        Comparison(String name, String method, String operator) {
            super(name, ours(method), LaneCode.comparison(operator));
        }

        abstract boolean holds(double a, double b);

        @Override
        final double value(double a, double b) {
            return holds(a, b) ? 1 : 0;
        }

        @Override
        final Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) {
            return null;
        }

        @Override
        final Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) {
            return null;
        }
    }

    // @formatter:off
    static final Elementwise LESS = new Comparison("less", "less", "LT") {
        @Override boolean holds(double a, double b) { return a < b; }
    };

    static final Elementwise LESS_EQUAL = new Comparison("less_equal", "lessEqual", "LE") {
        @Override boolean holds(double a, double b) { return a <= b; }
    };

    static final Elementwise GREATER = new Comparison("greater", "greater", "GT") {
        @Override boolean holds(double a, double b) { return a > b; }
    };

    static final Elementwise GREATER_EQUAL = new Comparison("greater_equal", "greaterEqual", "GE") {
        @Override boolean holds(double a, double b) { return a >= b; }
    };

    static final Elementwise EQUAL = new Comparison("equal", "equal", "EQ") {
        @Override boolean holds(double a, double b) { return a == b; }
    };

    static final Elementwise NOT_EQUAL = new Comparison("not_equal", "notEqual", "NE") {
        @Override boolean holds(double a, double b) { return a != b; }
    };

    /** b where a is not 0, c elsewhere; the gradient of the branch not taken is 0, whatever its slope. */
    static final Elementwise WHERE = new Elementwise("where", 3, ours("where"), null) {
        @Override public double evaluate(double a, double b, double c) { return a != 0 ? b : c; }
        @Override public boolean takes(int input, double first) { return input == 0 || (first != 0) == (input == 1); }

        @Override Tensor slope(int input, List<Tensor> in, Tensor y, Tensor g) {
            return switch (input) {
                case 1 -> Tensor.where(in.get(0), g, g.zerosLike());
                case 2 -> Tensor.where(in.get(0), g.zerosLike(), g);
                default -> null;
            };
        }

        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.load(in[2]);
                v.load(in[1]);
                v.blendWhere(in[0], "NE", 0);
            };
        }
    };
    // @formatter:on

    private Comparisons() {}
}
