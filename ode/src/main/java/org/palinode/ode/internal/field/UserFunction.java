package org.palinode.ode.internal.field;

import java.util.function.Supplier;
import org.palinode.autodiff.tensor.Tensor;

/** Calls of functions of a state and arguments: no compiler has checked that some of them are those of the solve, or that there are any. */
public final class UserFunction {
    private static final String OURS = "org.palinode.ode.";

    private UserFunction() {}

    /**
     * The value that {@code call} returns.
     *
     * @param name of the function, for an error's text
     * @param y the state, and {@code args} the arguments, that it gets
     * @throws IllegalArgumentException if the function is written for another state or other arguments; what it throws itself comes out
     *     unchanged
     */
    public static <R> R result(String name, Object y, Object args, Supplier<R> call) {
        try {
            return result(name, args, call);
        } catch (ClassCastException misfit) {
            if (!isAtTheDoor(misfit.getStackTrace())) {
                throw misfit;
            }
            throw new IllegalArgumentException(
                    name + " is written for another state or other arguments: this solve has "
                            + kind(y) + " as its state and " + kind(args)
                            + " as its arguments; give one that takes what the vector field takes",
                    misfit);
        }
    }

    /**
     * The value as by {@link #result(String, Object, Object, Supplier)}, where the compiler has checked the types.
     *
     * @throws NullPointerException if it met a null and there are no arguments, which says that there are none
     */
    public static <R> R result(String name, Object args, Supplier<R> call) {
        try {
            return call.get();
        } catch (NullPointerException missing) {
            if (args != null) {
                throw missing;
            }
            NullPointerException withoutArguments = new NullPointerException(
                    name
                            + " met a null, and the args of this solve are null: pass args if it reads them (the cause says where)");
            withoutArguments.initCause(missing);
            throw withoutArguments;
        }
    }

    private static String kind(Object value) {
        return value instanceof Tensor
                ? "a Tensor"
                : value == null ? "null" : "a " + value.getClass().getSimpleName();
    }

    /** True if arguments were cast before the function itself began: in a lambda's own class, which leaves no frame, or in a bridge. */
    private static boolean isAtTheDoor(StackTraceElement[] trace) {
        int frames = 0;
        while (frames < trace.length && !trace[frames].getClassName().startsWith(OURS)) {
            frames++;
        }
        return frames == 0 || frames == 1 && trace[0].getMethodName().equals("apply");
    }
}
