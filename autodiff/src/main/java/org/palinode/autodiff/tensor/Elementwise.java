package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.function.LaneCode;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.function.ScalarCall;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * An operation that acts on each number by itself, after numpy's broadcasting. Each is one entry in a table: {@link Arithmetic},
 * {@link Comparisons}, {@link Kinked}, {@link Exponentials}, {@link Trigonometric} and {@link Cotangents}. An entry has the formula, the
 * slopes, the value chosen at kinks and ties, and how generated code calls the function.
 *
 * <p>The rule of an input maps g to slope × g. The Jacobian is diagonal, so the same rule serves the tangent and the cotangent;
 * broadcasting is undone once, in {@link #cotangent}.
 */
abstract class Elementwise implements Operation, NumberFunction {
    private final String name;
    private final int arity;
    private final ScalarCall scalar;
    private final LaneCode lanes;

    Elementwise(String name, int arity, ScalarCall scalar, LaneCode lanes) {
        this.name = name;
        this.arity = arity;
        this.scalar = scalar;
        this.lanes = lanes;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int arity() {
        return arity;
    }

    // ---- what it computes

    /** slope × g for one input; null where the slope is zero everywhere. */
    abstract Tensor slope(int input, List<Tensor> in, Tensor out, Tensor g);

    /**
     * The tangent from the side to which the inputs move; {@code linear} where they are at no kink. |x| at 0 moves by |ẋ|, and the slope of
     * |x| there jumps from 0 to the sign of ẋ. A cotangent g that is 0 there has no jump to make, so slopes of g · |x| that are smooth
     * come out right.
     */
    Tensor beyondKinks(List<Tensor> in, List<Tensor> inDot, Tensor linear) {
        return linear;
    }

    // ---- how generated code computes it

    @Override
    public final ScalarCall scalar() {
        return scalar;
    }

    @Override
    public LaneCode lanes() {
        return lanes;
    }

    // ---- what is known without computing

    /** The result if it is known for operands that are not all constant; null if it is not. */
    Tensor simplified(Tensor a, Tensor b) {
        return null;
    }

    @Override
    public final List<Tensor> fold(List<Tensor> in) {
        if (in.size() != arity) {
            return null;
        }
        if (Constant.areAll(in)) {
            double a = Constant.value(in.get(0));
            double b = arity > 1 ? Constant.value(in.get(1)) : a;
            double c = arity > 2 ? Constant.value(in.get(2)) : a;
            return List.of(Tensor.full(output(Tensor.types(in)), evaluate(a, b, c)));
        }
        Tensor known = arity == 2 ? foldTwo(in) : null;
        return known == null ? null : List.of(known);
    }

    private Tensor foldTwo(List<Tensor> in) {
        Tensor known = simplified(in.get(0), in.get(1));
        if (known == null && Constant.is(in.get(1), rightNeutral()) && isTypeOfOutput(in, 0)) {
            known = in.get(0);
        }
        if (known == null && Constant.is(in.get(0), leftNeutral()) && isTypeOfOutput(in, 1)) {
            known = in.get(1);
        }
        return known;
    }

    private boolean isTypeOfOutput(List<Tensor> in, int input) {
        return output(Tensor.types(in)).equals(in.get(input).type());
    }

    // ---- as a primitive

    @Override
    public boolean rounds(TensorType input) {
        return input.shape().rank() == 0;
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
        int[] indexA = indices(a.shape(), out.shape());
        int[] indexB = indices(b.shape(), out.shape());
        int[] indexC = indices(c.shape(), out.shape());
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                double x = a.get(indexA == null ? i : indexA[i]);
                double y = b.get(indexB == null ? i : indexB[i]);
                double z = c.get(indexC == null ? i : indexC[i]);
                out.set(i, evaluate(x, y, z));
            }
        };
    }

    /** For each number of {@code out}, where a tensor of shape {@code in} has it; null where that is the same index. */
    private static int[] indices(Shape in, Shape out) {
        return in.equals(out) ? null : Strides.whole(in).broadcast(out).indices();
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Tensor full = slope(input, in, out, outBar);
        return full == null ? null : full.sumTo(in.get(input).shape());
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        Tensor sum = null;
        for (int i = 0; i < arity; i++) {
            if (inDot.get(i) != null) {
                Tensor part = slope(i, in, out, inDot.get(i).broadcastTo(out.shape()));
                sum = sum == null ? part : part == null ? sum : sum.plus(part);
            }
        }
        return sum;
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return Collections.singletonList(beyondKinks(in, inDot, tangent(in, out.get(0), inDot)));
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

    @Override
    public String toString() {
        return name;
    }
}
