package org.palinode.autodiff;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Derivatives of functions over trees (see {@link Tree}). They nest in any way: the gradient of a gradient, a tangent of one, any of them
 * inside a compiled function. Tensors of an outer function that an inner one closes over are followed as well.
 */
public final class Autodiff {
    private Autodiff() {}

    private static void requireFunction(String what, Function<?, ?> function) {
        Objects.requireNonNull(function, () -> what + " needs a function, got null");
    }

    /** A loss and its gradient, which has the structure of the parameters. */
    public record ValueAndGradient<P>(Tensor value, P gradient) {}

    /** A value and its tangent, of one structure. */
    public record ValueAndTangent<R>(R value, R tangent) {}

    /**
     * The gradient of {@code loss} as a function. Leaves without influence on the loss get zeros, static parts stay as they are. The
     * gradient refuses a loss of more than one number, parameters without tensors, and a loss that does not depend on the parameters
     * although it read numbers of them (see {@link Tensor}).
     */
    public static <P> UnaryOperator<P> grad(Function<? super P, Tensor> loss) {
        requireFunction("grad", loss);
        return parameters -> valueAndGrad(loss, parameters).gradient();
    }

    /** The loss and its gradient at {@code parameters}. */
    public static <P> ValueAndGradient<P> valueAndGrad(Function<? super P, Tensor> loss, P parameters) {
        requireFunction("valueAndGrad", loss);
        Recording<P, Tensor> recording = vjp(loss, parameters);
        Tensor value = recording.value();
        if (value == null || value.rank() != 0) {
            throw new IllegalArgumentException(
                    "a gradient needs a loss of one number, got " + (value == null ? "null" : value.type())
                            + "; end it with sum() or mean(), or use jacobian or vjp");
        }
        return new ValueAndGradient<>(value, recording.pullBack(value.onesLike()));
    }

    /** {@link #valueAndGrad(Function, Object)} as a function, for instance to {@link #compile} it. */
    public static <P> Function<P, ValueAndGradient<P>> valueAndGrad(Function<? super P, Tensor> loss) {
        requireFunction("valueAndGrad", loss);
        return parameters -> valueAndGrad(loss, parameters);
    }

    /** Runs {@code function} and records it, so that cotangents of its value can be pulled back, as often as wanted. */
    public static <P, R> Recording<P, R> vjp(Function<? super P, ? extends R> function, P x) {
        requireFunction("vjp", function);
        return Recording.of(function, x);
    }

    /** The value at {@code x}, and how it moves when x moves along {@code tangent}, a tree of x's structure. Forward mode: no memory. */
    public static <P, R> ValueAndTangent<R> jvp(Function<? super P, ? extends R> function, P x, P tangent) {
        requireFunction("jvp", function);
        return ForwardMode.jvp(function, x, tangent);
    }

    /**
     * ∂f/∂x: leaf by leaf, of shape [value's axes, leaf's axes]. In the mode that needs fewer passes: one for each number of the value
     * (reverse) or of x (forward). Records whose constructors refuse leaves of such shapes are refused, with the form that works.
     */
    public static <P> P jacobian(Function<? super P, Tensor> function, P x) {
        requireFunction("jacobian", function);
        return Jacobian.cheaper(function, x);
    }

    /** {@link #jacobian} in forward mode, whatever it costs. */
    public static <P> P jacobianForward(Function<? super P, Tensor> function, P x) {
        requireFunction("jacobianForward", function);
        return Jacobian.forward(function, x);
    }

    /** {@link #jacobian} in reverse mode, whatever it costs. */
    public static <P> P jacobianReverse(Function<? super P, Tensor> function, P x) {
        requireFunction("jacobianReverse", function);
        return Jacobian.reverse(vjp(function, x));
    }

    /**
     * ∂²loss/∂x∂x, of shape [x's axes, x's axes]: one pass of forward over reverse for each number of x. At a kink of abs, max, maximum,
     * minimum or norm a column is the derivative of the gradient towards larger x; so it is right wherever there is a Hessian, as there is of
     * |x|² at 0, and infinite where the gradient jumps. By other nestings of {@link #grad}, {@link #jvp} and Jacobians, second derivatives at
     * such a kink are NaN.
     */
    public static Tensor hessian(Function<? super Tensor, Tensor> loss, Tensor x) {
        requireFunction("hessian", loss);
        return Jacobian.hessian(loss, x);
    }

    /**
     * Hessian times {@code direction}, without the Hessian: the derivative of the gradient along {@code direction}, at the cost of a few
     * gradients. At kinks as {@link #hessian}: towards {@code direction}.
     */
    public static <P> P hvp(Function<? super P, Tensor> loss, P x, P direction) {
        requireFunction("hvp", loss);
        UnaryOperator<P> gradient = grad(loss);
        return ForwardMode.<P, P>oneSided(gradient, x, direction).tangent();
    }

    /** The same tree, through whose tensors no gradient passes. */
    public static <T> T stopGradient(T tree) {
        return Tree.map(Tensor::stopGradient, tree);
    }

    /**
     * {@code function} with a derivative of its own: where it is differentiated backward, {@code rule} gives the cotangents. Written in tensor
     * operations, the rule is itself differentiable. The function is traced, once for each structure and types of its argument; tensors
     * it closes over count as constants, so one that is being differentiated is refused: pass it in the argument. Forward mode
     * ({@code jvp}, {@code hvp}, {@code hessian}) cannot pass through and says so.
     */
    public static <P, R> Function<P, R> customVjp(Function<P, R> function, VjpRule<P, R> rule) {
        requireFunction("customVjp", function);
        Objects.requireNonNull(rule, "customVjp needs a rule (x, value, cotangent) -> cotangent of x, got null");
        return new CustomVjp<>(new TraceCache<>(function), rule);
    }

    /**
     * {@code function}, of which a gradient keeps the inputs only: what its backward pass needs besides is computed again there. Costs one
     * more run of the function for each gradient. Traced as by {@link #compile}.
     */
    public static <P, R> Function<P, R> checkpoint(Function<P, R> function) {
        requireFunction("checkpoint", function);
        return new Compiled<>(new TraceCache<>(function), true);
    }

    /**
     * {@code function} traced once for each structure, static parts and types of its argument, then run as a plan: no tensor is made for
     * what happens inside. Everything but tensors is fixed by the trace, and so are the concrete tensors that the function closes over;
     * one that closes over tensors being differentiated or traced is traced anew in each call, and gradients reach them.
     *
     * <p>Differentiable; its backward pass runs the function again. To train, compile the gradient:
     * {@code compile(valueAndGrad(loss))}.
     */
    public static <P, R> Function<P, R> compile(Function<P, R> function) {
        requireFunction("compile", function);
        return new Compiled<>(new TraceCache<>(function), false);
    }

    /** {@link #checkGradients(Function, Object, GradientCheck)} with {@link GradientCheck#STANDARD}. */
    public static <P, R> GradientCheck.Report checkGradients(Function<? super P, ? extends R> function, P x) {
        return checkGradients(function, x, GradientCheck.STANDARD);
    }

    /**
     * Holds the derivatives of {@code function} at {@code x}, both modes and two orders, against central differences in random directions.
     *
     * @throws GradientCheckError with both numbers, the seed and the leaf to blame, if they disagree
     */
    public static <P, R> GradientCheck.Report checkGradients(
            Function<? super P, ? extends R> function, P x, GradientCheck check) {
        requireFunction("checkGradients", function);
        Objects.requireNonNull(check, "checkGradients needs a GradientCheck, got null");
        return check.run(function, x);
    }
}
