package org.palinode.autodiff;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Derivatives of functions over trees (see {@link Tree}). They nest in any way: the gradient of a gradient, a tangent of one, any of them
 * inside a compiled function. Tensors of an outer function that an inner one closes over are differentiated as well.
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
     * The gradient of {@code loss} as a function of the parameters; it has their structure, shapes and types. Leaves without influence on
     * the loss get zeros, and static parts stay as they are. The gradient throws an {@link IllegalArgumentException} for a loss of more
     * than one number and for parameters without tensors. It also throws for a loss that depends on the parameters only through numbers
     * that were read (see {@link Tensor}).
     */
    public static <P> UnaryOperator<P> grad(Function<? super P, Tensor> loss) {
        requireFunction("grad", loss);
        return parameters -> valueAndGrad(loss, parameters).gradient();
    }

    /** The gradient of {@code loss} at {@code parameters}, as by {@link #grad(Function)}: {@code grad(x -> x.square().sum(), x)}. */
    public static <P> P grad(Function<? super P, Tensor> loss, P parameters) {
        requireFunction("grad", loss);
        return valueAndGrad(loss, parameters).gradient();
    }

    /**
     * The loss, a scalar, and its gradient at {@code parameters}.
     *
     * @throws IllegalArgumentException as {@link #grad}
     */
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

    /**
     * The value at {@code x} and its tangent: the derivative along {@code tangent}, a tree of x's structure, shapes and types. Forward
     * mode, which needs no memory for intermediate tensors.
     *
     * @throws IllegalArgumentException if the tangent does not fit x
     * @throws UnsupportedOperationException if the function passes a {@link #customVjp}
     */
    public static <P, R> ValueAndTangent<R> jvp(Function<? super P, ? extends R> function, P x, P tangent) {
        requireFunction("jvp", function);
        ForwardMode<R> moved = ForwardMode.jvp(function, x, tangent);
        return new ValueAndTangent<>(moved.value(), moved.tangent());
    }

    /**
     * The Jacobian ∂f/∂x, leaf by leaf, of shape [value's axes, leaf's axes]. It is computed in the mode that needs fewer passes: one for
     * each number of the value (reverse) or of x (forward).
     *
     * @throws IllegalArgumentException if a record refuses leaves of such shapes; the message has the form that works
     */
    public static <P> P jacobian(Function<? super P, Tensor> function, P x) {
        requireFunction("jacobian", function);
        return Jacobian.cheaper(function, x);
    }

    /** The {@link #jacobian} in forward mode: one pass for each number of x. */
    public static <P> P jacobianForward(Function<? super P, Tensor> function, P x) {
        requireFunction("jacobianForward", function);
        return Jacobian.forward(function, x);
    }

    /** The {@link #jacobian} in reverse mode: one pass for each number of the value. */
    public static <P> P jacobianReverse(Function<? super P, Tensor> function, P x) {
        requireFunction("jacobianReverse", function);
        return Jacobian.reverse(vjp(function, x));
    }

    /**
     * The Hessian ∂²loss/∂x∂x, of shape [x's axes, x's axes]: one pass of forward over reverse for each number of x. At a kink of abs, max,
     * maximum, minimum or norm a column is the derivative of the gradient towards larger x. So it is right wherever there is a Hessian, as
     * there is of |x|² at 0, and infinite where the gradient jumps. By other nestings of {@link #grad}, {@link #jvp} and Jacobians, second
     * derivatives at such a kink are NaN.
     *
     * @throws IllegalArgumentException if the loss has more than one number
     * @throws UnsupportedOperationException if the loss passes a {@link #customVjp}
     */
    public static Tensor hessian(Function<? super Tensor, Tensor> loss, Tensor x) {
        requireFunction("hessian", loss);
        return Jacobian.oneSided(grad(loss), x);
    }

    /**
     * The product of the Hessian and {@code direction}, without the Hessian: the derivative of the gradient along {@code direction}, a tree
     * like x, at the cost of a few gradients. At kinks it is taken towards {@code direction}; see {@link #hessian}.
     *
     * @throws IllegalArgumentException if the loss has more than one number, or the direction does not fit x
     * @throws UnsupportedOperationException if the loss passes a {@link #customVjp}
     */
    public static <P> P hvp(Function<? super P, Tensor> loss, P x, P direction) {
        requireFunction("hvp", loss);
        UnaryOperator<P> gradient = grad(loss);
        return ForwardMode.<P, P>oneSided(gradient, x, direction).tangent();
    }

    /**
     * The {@code function} of one member as a function of many: each tensor of its argument has a further leading axis, of one length n,
     * and so have all tensors of its result. The function sees one member. Every operation in it is done for all members at once, and what
     * does not depend on the member is done once. What the function closes over is the same for all.
     *
     * <p>It nests with itself, with all derivatives and with {@link #compile}: {@code vmap(x -> grad(loss).apply(x))} gives the gradient of
     * each member. No choice in Java may depend on the numbers of a member: use {@link Tensor#where}. A {@link RandomKey} in the function
     * gives each member the same numbers, so draw a row for each outside.
     *
     * <p>The new function throws an {@link IllegalArgumentException} for an argument without tensors, for a tensor without a leading axis or
     * with an empty one, and for leading axes of different lengths. It also throws where a record of the result refuses the further axis.
     */
    public static <P, R> Function<P, R> vmap(Function<? super P, ? extends R> function) {
        requireFunction("vmap", function);
        return new Members<>(function);
    }

    /** The results of {@code function} for all members of {@code x}, as by {@link #vmap(Function)}. */
    public static <P, R> R vmap(Function<? super P, ? extends R> function, P x) {
        return Autodiff.<P, R>vmap(function).apply(x);
    }

    /** Prints as {@link #debugPrint(String, Object, Consumer)}, to the standard output. */
    public static <T> T debugPrint(String label, T tree) {
        return debugPrint(label, tree, DebugPrint.STANDARD_OUTPUT);
    }

    /**
     * The same tree, whose numbers go to {@code out} as one line when the program runs: inside a compiled function, a vector field or a
     * {@link #vmap}, where tensors have no numbers while they are traced. Lines keep their order within a program. What is evaluated again is
     * printed again, but derivatives, which compute values again for themselves, print nothing.
     *
     * @param out gets each line; keep it in a constant, because programs that differ in it are compiled anew
     * @throws IllegalArgumentException if the tree has no tensors
     */
    public static <T> T debugPrint(String label, T tree, Consumer<String> out) {
        Objects.requireNonNull(label, "debugPrint needs a label, got null");
        Objects.requireNonNull(out, "debugPrint needs a consumer of lines, got null");
        Tree.Flat<T> flat = Tree.flatten(tree);
        if (flat.leaves().isEmpty()) {
            throw new IllegalArgumentException("debugPrint prints tensors when a program runs, and " + flat.structure()
                    + " has none; print it as usual");
        }
        Primitive print = new DebugPrint(label, flat.structure().paths(), out);
        return flat.structure().unflatten(Tensor.apply(print, flat.leaves()));
    }

    /** The same tree, through whose tensors no gradient passes. */
    public static <T> T stopGradient(T tree) {
        return Tree.map(Tensor::stopGradient, tree);
    }

    /**
     * The {@code function} with a pull-back of its own: where it is differentiated in reverse mode, {@code rule} gives the cotangents.
     * Written in tensor operations, the rule is itself differentiable. The function is traced once for each structure and types of its
     * argument. Tensors that it closes over are constants; one that is being differentiated is refused with an
     * {@link IllegalArgumentException}, and must be passed in the argument. Forward mode ({@code jvp}, {@code hvp}, {@code hessian}) throws
     * an {@link UnsupportedOperationException}.
     */
    public static <P, R> Function<P, R> customVjp(Function<P, R> function, VjpRule<P, R> rule) {
        requireFunction("customVjp", function);
        Objects.requireNonNull(rule, "customVjp needs a rule (x, value, cotangent) -> cotangent of x, got null");
        return CustomRules.reverse(function, rule);
    }

    /**
     * The {@code function} with tangents of its own: where it is differentiated, {@code rule} gives the tangent of its value. Reverse mode
     * takes the transpose of the rule, which must therefore be linear in the tangent. Written in tensor operations, the rule is itself
     * differentiable, so derivatives of any order exist. It is traced as by {@link #customVjp}.
     *
     * <p>The first call for each structure and types runs the rule a few times on random tangents. It throws an
     * {@link IllegalArgumentException} where the rule is not linear; nothing is found where it has no finite value.
     */
    public static <P, R> Function<P, R> customJvp(Function<P, R> function, JvpRule<P, R> rule) {
        requireFunction("customJvp", function);
        Objects.requireNonNull(rule, "customJvp needs a rule (x, value, tangent) -> tangent of the value, got null");
        return CustomRules.forward(function, rule);
    }

    /**
     * The {@code function} with rules of its own for both modes: {@code vjp} as of {@link #customVjp}, {@code jvp} as of
     * {@link #customJvp}. That they are the transposes of each other is not checked here; {@link #checkGradients} does it.
     */
    public static <P, R> Function<P, R> customRules(Function<P, R> function, VjpRule<P, R> vjp, JvpRule<P, R> jvp) {
        requireFunction("customRules", function);
        Objects.requireNonNull(vjp, "customRules needs a rule (x, value, cotangent) -> cotangent of x, got null");
        Objects.requireNonNull(jvp, "customRules needs a rule (x, value, tangent) -> tangent of the value, got null");
        return CustomRules.both(function, vjp, jvp);
    }

    /**
     * The {@code function}, of which a gradient keeps only the inputs. Its pull-back recomputes all else, which costs one more run of the
     * function for each gradient. It is traced as by {@link #compile}.
     */
    public static <P, R> Function<P, R> checkpoint(Function<P, R> function) {
        requireFunction("checkpoint", function);
        return new Compiled<>(new TraceCache<>(function), true);
    }

    /**
     * The {@code function} as a compiled plan: it is traced once for each structure, static parts and types of its argument, and makes no
     * tensors for intermediate values. The trace fixes everything but tensors, and also the concrete tensors that the function closes over.
     * A function that closes over tensors being differentiated or traced is traced anew in each call, and gradients reach them.
     *
     * <p>The compiled function is differentiable, and its pull-back runs the function again. To train, compile the gradient:
     * {@code compile(valueAndGrad(loss))}.
     */
    public static <P, R> Function<P, R> compile(Function<P, R> function) {
        requireFunction("compile", function);
        return new Compiled<>(new TraceCache<>(function), false);
    }

    /**
     * A loop over the leading axis of the arrays in {@code xs}: (carry, slices of xs) → (carry of the next step, output). Carry, xs and
     * output are any trees. The step is traced once and compiled as one plan, which each step runs again without making tensors. The loop
     * is differentiable to any order and in both modes, also by tensors that the step closes over. To go from the end, {@linkplain
     * Tensor#flip flip} the leading axes of xs.
     *
     * <p>A gradient keeps all that it needs of each step; see {@link ScanMemory} for less. The trace costs some tens of microseconds for each
     * call outside of a compiled function.
     *
     * @return the last carry, and the outputs of all steps along a new leading axis
     * @throws IllegalArgumentException if leading axes differ in length, or the step returns a carry of another structure, shape or type
     */
    public static <C, X, Y> Scanned<C, Y> scan(BiFunction<C, X, Scanned<C, Y>> step, C carry, X xs) {
        return scan(step, carry, xs, ScanMemory.all());
    }

    /** A loop as by {@link #scan(BiFunction, Object, Object)}, whose gradient keeps what {@code memory} says. */
    public static <C, X, Y> Scanned<C, Y> scan(
            BiFunction<C, X, Scanned<C, Y>> step, C carry, X xs, ScanMemory<C, X> memory) {
        Objects.requireNonNull(step, "scan needs a function (carry, x) -> new Scanned<>(carry, output), got null");
        Objects.requireNonNull(memory, "scan needs a ScanMemory, got null");
        return memory.scan(step, ScanInputs.of(carry, xs));
    }

    /**
     * A loop as by {@link #scan(BiFunction, Object, Object)}, of this many steps without xs.
     *
     * @throws IllegalArgumentException if the number of steps is negative
     */
    public static <C, Y> Scanned<C, Y> scan(Function<C, Scanned<C, Y>> step, C carry, int steps) {
        return scan(step, carry, steps, ScanMemory.all());
    }

    /** A loop as by {@link #scan(Function, Object, int)}, whose gradient keeps what {@code memory} says. */
    public static <C, Y> Scanned<C, Y> scan(
            Function<C, Scanned<C, Y>> step, C carry, int steps, ScanMemory<C, Void> memory) {
        requireFunction("scan", step);
        Objects.requireNonNull(memory, "scan needs a ScanMemory, got null");
        return memory.scan((next, none) -> step.apply(next), ScanInputs.of(carry, null, steps));
    }

    /**
     * Checks as {@link #checkGradients(Function, Object, GradientCheck)}, with {@link GradientCheck#STANDARD}.
     *
     * @throws GradientCheckError if they disagree
     */
    public static <P, R> GradientCheck.Report checkGradients(Function<? super P, ? extends R> function, P x) {
        return checkGradients(function, x, GradientCheck.STANDARD);
    }

    /**
     * Compares the derivatives of {@code function} at {@code x}, both modes and two orders, with central differences in random directions.
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
