package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.memory.TensorType;

/** What is known without computing: functions of constants, x + 0, x · 1 and their like. */
final class Folding {
    private Folding() {}

    /** The outputs, where they are known already; else null. */
    static List<Tensor> fold(Primitive primitive, List<Tensor> in) {
        if (primitive instanceof Elementwise elementwise) {
            return in.size() == elementwise.arity() ? foldElementwise(elementwise, in) : null;
        }
        boolean moves = primitive instanceof Reshape
                || primitive instanceof BroadcastTo
                || primitive instanceof Slice
                || primitive instanceof Transpose
                || primitive instanceof Cast;
        if (moves && in.get(0) instanceof Constant constant) {
            return List.of(Tensor.full(primitive.outputs(Tensor.types(in)).get(0), constant.value()));
        }
        return null;
    }

    private static List<Tensor> foldElementwise(Elementwise function, List<Tensor> in) {
        if (areConstant(in)) {
            double a = value(in.get(0));
            double b = in.size() > 1 ? value(in.get(1)) : a;
            double c = in.size() > 2 ? value(in.get(2)) : a;
            return List.of(Tensor.full(function.output(Tensor.types(in)), function.evaluate(a, b, c)));
        }
        if (function == Elementwise.STRONG_MULTIPLY
                || function == Elementwise.STRONG_DIVIDE
                || function == Elementwise.STRONG_BOTH) {
            return foldStrong(function, in);
        }
        boolean chooses = function == Elementwise.MAXIMUM || function == Elementwise.MINIMUM;
        if (chooses && in.get(0) == in.get(1)) { // a tie that never ends is no kink
            return List.of(in.get(0));
        }
        boolean additive = function == Elementwise.ADD || function == Elementwise.SUBTRACT;
        boolean multiplicative = function == Elementwise.MULTIPLY || function == Elementwise.DIVIDE;
        if (additive || multiplicative) {
            double neutral = additive ? 0 : 1;
            if (isNeutral(in.get(1), neutral, in, 0, function)) {
                return List.of(in.get(0));
            }
            boolean commutes = function == Elementwise.ADD || function == Elementwise.MULTIPLY;
            if (commutes && isNeutral(in.get(0), neutral, in, 1, function)) {
                return List.of(in.get(1));
            }
        }
        return null;
    }

    /** Zeros where an operand that makes them is 0; a plain product or quotient where that is the same for each number. */
    private static List<Tensor> foldStrong(Elementwise function, List<Tensor> in) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        boolean both = function == Elementwise.STRONG_BOTH;
        if (isConstant(a, 0) || both && isConstant(b, 0)) {
            return List.of(Tensor.full(function.output(Tensor.types(in)), 0));
        }
        if (both) {
            boolean first = a instanceof Constant;
            return first || b instanceof Constant
                    ? List.of(Tensor.apply(Elementwise.STRONG_MULTIPLY, first ? b : a, first ? a : b))
                    : null;
        }
        boolean divides = function == Elementwise.STRONG_DIVIDE;
        boolean plain = a instanceof Constant
                || b instanceof Constant slope && Double.isFinite(slope.value()) && !(divides && slope.value() == 0);
        return plain ? List.of(Tensor.apply(divides ? Elementwise.DIVIDE : Elementwise.MULTIPLY, a, b)) : null;
    }

    private static boolean isConstant(Tensor tensor, double value) {
        return tensor instanceof Constant constant && constant.value() == value;
    }

    private static boolean areConstant(List<Tensor> in) {
        for (Tensor operand : in) {
            if (!(operand instanceof Constant)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code operand} leaves input {@code kept} as it is, shape included. */
    private static boolean isNeutral(Tensor operand, double neutral, List<Tensor> in, int kept, Elementwise function) {
        if (!(operand instanceof Constant constant) || constant.value() != neutral) {
            return false;
        }
        TensorType out = function.output(Tensor.types(in));
        return out.equals(in.get(kept).type());
    }

    private static double value(Tensor constant) {
        return ((Constant) constant).value();
    }
}
