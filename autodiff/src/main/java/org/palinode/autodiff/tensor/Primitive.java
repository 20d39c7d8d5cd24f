package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * Operation that is not made of others. Its name, shape rule, kernel and two derivative rules stand in one place. Rules are written in
 * traced operations, so derivatives of any order follow from them. Most primitives have one output and are easier to write as an
 * {@link Operation}.
 *
 * <p>Primitives are values: two that compute the same should be equal, because programs are compared and shared by equality.
 */
public interface Primitive {
    String name();

    /**
     * The types of the outputs for inputs of these types.
     *
     * @throws IllegalArgumentException if the inputs do not fit; the text names both shapes
     */
    List<TensorType> outputs(List<TensorType> inputs);

    /** A kernel for these buffers, of the types given to and by {@link #outputs}. No output overlaps an input. */
    Kernel bind(List<Buffer> inputs, List<Buffer> outputs);

    /** The outputs where they are known without computing, as x + 0 is x; else null. Asked before anything is run or recorded. */
    default List<Tensor> fold(List<Tensor> inputs) {
        return null;
    }

    /** True if outputs are constants to all that follows the inputs, by intent. */
    default boolean stopsGradients() {
        return false;
    }

    /**
     * True if it does something besides computing its outputs, such as printing. Programs keep it, also where nothing uses its outputs, and
     * in its order among others. A program inside of a primitive has effects of its own, which are not those of the primitive.
     */
    default boolean hasEffects() {
        return false;
    }

    /** The primitive that computes the same and does nothing else: derivatives that compute values again take it. */
    default Primitive withoutEffects() {
        return this;
    }

    /** True if a float64 input of this type among float32 ones is rounded to float32, as a scalar [] in a sum. */
    default boolean rounds(TensorType input) {
        return false;
    }

    /** The outputs for concrete inputs, as new tensors. */
    default List<Tensor> execute(List<Tensor> inputs) {
        List<Buffer> in = inputs.stream().map(Tensor::buffer).toList();
        List<Buffer> out =
                outputs(Tensor.types(inputs)).stream().map(Buffer::allocate).toList();
        bind(in, out).run();
        List<Tensor> results = new ArrayList<>();
        out.forEach(buffer -> results.add(Tensor.owning(buffer)));
        return results;
    }

    /**
     * The primitive that a tape applies and pulls back in place of this one. It gives the same outputs, and may give further ones after
     * them that its pull-back reads. Unless overridden, it is this one, whose pull-back has inputs and outputs to go by.
     *
     * @param followed the inputs whose cotangents may be asked for
     */
    default Primitive recorded(IntPredicate followed) {
        return this;
    }

    /**
     * Vector–Jacobian product: the cotangents of the inputs.
     *
     * @param outBar the cotangents of the outputs; null where zero
     * @param wanted the inputs whose cotangents will be used
     * @return one cotangent an input, of its type; null where zero or not wanted
     */
    List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted);

    /**
     * Jacobian–vector product: the tangents of the outputs.
     *
     * @param inDot the tangents of the inputs; null where zero, but never all
     * @return one tangent an output, of its type; null where zero
     */
    List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot);

    /**
     * Jacobian–vector product as by {@link #jvp}, but at a kink from the side to which the inputs move. It need not be linear in
     * {@code inDot}: |x| at 0 moves by |ẋ|, where jvp has the mean of both sides, 0. Derivatives of gradients use it ({@code hessian},
     * {@code hvp}), so those of |x|² are those of x². Unless overridden, the primitive has no kinks.
     */
    default List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return jvp(in, out, inDot);
    }

    /**
     * Applies this primitive to a batch at once: each input that {@code isBatched} has a new leading axis of length {@code size}, and so
     * have all outputs. Unless overridden, the applications follow one another.
     */
    default List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Batching.oneByOne(one -> Tensor.apply(this, one), in, isBatched, size);
    }
}
