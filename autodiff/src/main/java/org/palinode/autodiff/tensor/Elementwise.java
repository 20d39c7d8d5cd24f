package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.ElementwiseFormulas.Rule;
import org.palinode.autodiff.tensor.ElementwiseFormulas.ScalarFunction;

/**
 * Operations that act on each number by itself, after numpy's broadcasting, with the value chosen at kinks and ties; their formulas are in
 * {@link ElementwiseFormulas}. Comparisons give 1 and 0 in the type of their inputs.
 *
 * <p>The rule of an input maps g to slope × g. The Jacobian is diagonal, so the same rule serves the tangent and the cotangent;
 * broadcasting is undone once, in {@link #cotangent}.
 */
public final class Elementwise implements Operation {
    public static final Elementwise ADD = new Elementwise("add", 2);
    public static final Elementwise SUBTRACT = new Elementwise("subtract", 2);
    public static final Elementwise MULTIPLY = new Elementwise("multiply", 2);
    public static final Elementwise DIVIDE = new Elementwise("divide", 2);
    /** a^b; the slope for a is 0 where b = 0, that for b where a = 0 &lt; b, and −∞ where a = 0 and the value jumps, at b = 0. */
    public static final Elementwise POWER = new Elementwise("power", 2);
    /** The smaller one; ties pass half the gradient to each. */
    public static final Elementwise MINIMUM = new Elementwise("minimum", 2);
    /** The larger one; ties pass half the gradient to each. */
    public static final Elementwise MAXIMUM = new Elementwise("maximum", 2);

    /** a b, and 0 where a is 0, whatever b is: a cotangent or tangent a, times a slope b that may be infinite or not a number. */
    public static final Elementwise STRONG_MULTIPLY = new Elementwise("strong_multiply", 2);
    /** a / b, and 0 where a is 0, whatever b is. */
    public static final Elementwise STRONG_DIVIDE = new Elementwise("strong_divide", 2);
    /** a b, and 0 where one of them is 0, whatever the other is: how {@link #STRONG_MULTIPLY} moves with b. */
    public static final Elementwise STRONG_BOTH = new Elementwise("strong_both", 2);

    /** What of a cotangent a goes to the larger of two: a where b &gt; c, a/2 where b = c, else 0. */
    public static final Elementwise SHARE = new Elementwise("share", 3);
    /** What of a cotangent a of a norm c goes to one of its numbers b: a b / c, and 0 where c is 0. */
    public static final Elementwise SPREAD = new Elementwise("spread", 3);

    public static final Elementwise LESS = new Elementwise("less", 2);
    public static final Elementwise LESS_EQUAL = new Elementwise("less_equal", 2);
    public static final Elementwise GREATER = new Elementwise("greater", 2);
    public static final Elementwise GREATER_EQUAL = new Elementwise("greater_equal", 2);
    public static final Elementwise EQUAL = new Elementwise("equal", 2);
    public static final Elementwise NOT_EQUAL = new Elementwise("not_equal", 2);
    /** b where a is not 0, c elsewhere; the gradient of the branch not taken is 0, whatever its slope. */
    public static final Elementwise WHERE = new Elementwise("where", 3);

    public static final Elementwise NEGATE = new Elementwise("negate", 1);
    public static final Elementwise EXP = new Elementwise("exp", 1);
    public static final Elementwise EXPM1 = new Elementwise("expm1", 1);
    public static final Elementwise LOG = new Elementwise("log", 1);
    public static final Elementwise LOG1P = new Elementwise("log1p", 1);
    public static final Elementwise SQRT = new Elementwise("sqrt", 1);
    public static final Elementwise SIN = new Elementwise("sin", 1);
    public static final Elementwise COS = new Elementwise("cos", 1);
    /**
     * In float64 slope 1 − y² from the saved y: no second function; relative error 1e-8 at |x| = 10, where the slope is 8e-9. In float32, where
     * that error would be 3e-4 at |x| = 5 and the slope 0 from 9 on, {@link #SECH_SQUARE} of x.
     */
    public static final Elementwise TANH = new Elementwise("tanh", 1);
    /** 1/cosh² x, the slope of tanh, to a few units of its last place also where tanh x rounds to 1. */
    public static final Elementwise SECH_SQUARE = new Elementwise("sech_square", 1);
    /** ±(e^2|x| − 1) with the sign of x, of which tanh x and its slope are quotients. */
    public static final Elementwise ODD_EXPM1 = new Elementwise("odd_expm1", 1);
    /** t / (|t| + 2): tanh x for t = odd_expm1 x. */
    public static final Elementwise TANH_FROM = new Elementwise("tanh_from", 1);
    /** 4 (|t| + 1) / (|t| + 2)²: 1/cosh² x for t = odd_expm1 x. */
    public static final Elementwise SECH_SQUARE_FROM = new Elementwise("sech_square_from", 1);
    /** σ(x) = 1 / (1 + e^-x), slope σ(x) σ(−x): as accurate as σ also where y is 1 to the last place. */
    public static final Elementwise SIGMOID = new Elementwise("sigmoid", 1);
    /** log(1 + e^x) without overflow. */
    public static final Elementwise SOFTPLUS = new Elementwise("softplus", 1);
    /** max(x, 0); slope 0 at 0. */
    public static final Elementwise RELU = new Elementwise("relu", 1);
    /** |x|; slope 0 at 0. */
    public static final Elementwise ABS = new Elementwise("abs", 1);
    /** −1, 0 or 1; slope 0. */
    public static final Elementwise SIGN = new Elementwise("sign", 1);
    /** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
    public static final Elementwise ERF = new Elementwise("erf", 1);

    private final String name;
    private final int arity;

    /** Null until they are first needed: to set up those of all operations takes milliseconds of a program's start. */
    private ElementwiseFormulas formulas;

    private Elementwise(String name, int arity) {
        this.name = name;
        this.arity = arity;
    }

    private ElementwiseFormulas formulas() {
        ElementwiseFormulas known = formulas;
        if (known == null) {
            known = ElementwiseFormulas.of(name);
            formulas = known;
        }
        return known;
    }

    @Override
    public String name() {
        return name;
    }

    public int arity() {
        return arity;
    }

    /** The function itself, the reference that every faster kernel is held against. */
    public double evaluate(double a, double b, double c) {
        return formulas().function().apply(a, b, c);
    }

    @Override
    public TensorType output(List<TensorType> in) {
        if (in.size() != arity) {
            throw new IllegalArgumentException(name + " takes " + arity + " inputs, got " + in.size());
        }
        DType dtype = in.get(0).dtype();
        Shape shape = in.get(0).shape();
        for (TensorType type : in.subList(1, arity)) {
            if (type.dtype() != dtype) {
                throw new IllegalArgumentException(
                        name + " needs one type of number, got " + in.get(0) + " and " + type
                                + "; cast one of them, for instance by a.cast(b.dtype()); only a float64 scalar [] is rounded to float32 by itself");
            }
            shape = Shape.broadcast(name, shape, type.shape());
        }
        return new TensorType(dtype, shape);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer a = in.get(0);
        Buffer b = arity > 1 ? in.get(1) : a;
        Buffer c = arity > 2 ? in.get(2) : a;
        int[] indexA = Broadcast.indices(a.shape(), out.shape());
        int[] indexB = Broadcast.indices(b.shape(), out.shape());
        int[] indexC = Broadcast.indices(c.shape(), out.shape());
        int size = out.size();
        ScalarFunction function = formulas().function();
        return () -> {
            for (int i = 0; i < size; i++) {
                double x = a.get(indexA == null ? i : indexA[i]);
                double y = b.get(indexB == null ? i : indexB[i]);
                double z = c.get(indexC == null ? i : indexC[i]);
                out.set(i, function.apply(x, y, z));
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Rule rule = formulas().rule(input);
        Tensor full = rule == null ? null : rule.times(in, out, outBar);
        return full == null ? null : full.sumTo(in.get(input).shape());
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        Tensor sum = null;
        for (int i = 0; i < arity; i++) {
            Rule rule = formulas().rule(i);
            if (inDot.get(i) != null && rule != null) {
                Tensor part = rule.times(in, out, inDot.get(i).broadcastTo(out.shape()));
                sum = sum == null ? part : part == null ? sum : sum.plus(part);
            }
        }
        return sum;
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return Collections.singletonList(Kinks.tangent(this, in, inDot, tangent(in, out.get(0), inDot)));
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        int rank = 0;
        for (int i = 0; i < in.size(); i++) {
            rank = Math.max(rank, in.get(i).rank() - (isBatched.test(i) ? 1 : 0));
        }
        List<Tensor> aligned = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            aligned.add(isBatched.test(i) ? Batching.aligned(in.get(i), rank) : in.get(i));
        }
        return Tensor.apply(this, aligned);
    }
}
