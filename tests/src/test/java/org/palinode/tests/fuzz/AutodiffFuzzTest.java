package org.palinode.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.GradientCheckError;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tape.Batch;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Trace;
import org.palinode.autodiff.tree.Tree;

/**
 * Random calls of the public API: what comes out is a value or a refusal that says something, never an error of our own inside, and never
 * nothing. The same calls each time: a case that fails prints its seed.
 */
class AutodiffFuzzTest {
    private static final int CASES = 4_000;

    private static final List<Class<?>> CLASSES = List.of(
            Tensor.class,
            Tensor.class,
            Tensor.class,
            Autodiff.class,
            Autodiff.class,
            Autodiff.class,
            Shape.class,
            TensorType.class,
            DType.class,
            RandomKey.class,
            Tree.class,
            Mlp.class,
            Linear.class,
            Activation.class,
            MatrixStructure.class,
            RootFinder.class,
            Program.class,
            Tape.class,
            Tangents.class,
            Batch.class);

    /** What tells a caller that he asked for something that does not work. */
    private static final Set<Class<?>> REFUSALS = Set.of(
            IllegalArgumentException.class,
            IllegalStateException.class,
            UnsupportedOperationException.class,
            NullPointerException.class,
            ArithmeticException.class,
            GradientCheckError.class);

    /** Methods for kernels, programs and traces of ours, which take what fits. */
    private static final Set<String> INSIDE = Set.of(
            "owning",
            "copyOf",
            "buffer",
            "inline",
            "batched",
            "keeping",
            "product",
            "transposedProduct",
            "outer",
            "column");

    private record Call(Method method, Object receiver, Object[] arguments) {
        @Override
        public String toString() {
            return method + " of " + shown(receiver) + " with "
                    + Arrays.stream(arguments).map(Call::shown).toList();
        }

        private static String shown(Object value) {
            String text = value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
            return text.length() > 200 ? text.substring(0, 200) + "..." : text;
        }
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class && !INSIDE.contains(method.getName()))
                .filter(method -> !method.isSynthetic()
                        && method.getDeclaringClass().getName().startsWith("org.palinode")
                        && !Trace.class.isAssignableFrom(type)
                                | !method.getName().equals("apply")
                        && Arrays.stream(method.getParameterTypes()).allMatch(RandomArguments::knows))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    private static Call call(RandomArguments random) {
        Class<?> type = CLASSES.get(random.below(CLASSES.size()));
        List<Method> methods = methods(type);
        Method method = methods.get(random.below(methods.size()));
        Object receiver = Modifier.isStatic(method.getModifiers()) ? null : random.receiver(type);
        List<Object> arguments = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            arguments.add(random.of(parameter));
        }
        return new Call(method, receiver, arguments.toArray());
    }

    /** Calls, and goes on with what comes out: functions are applied, recordings pulled back. */
    private static void run(Call call, RandomArguments random) throws Throwable {
        try {
            Object result = call.method.invoke(call.receiver, call.arguments);
            String.valueOf(result);
            if (result instanceof Function<?, ?> function) {
                apply(function, random);
            }
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    @SuppressWarnings("unchecked")
    private static void apply(Function<?, ?> function, RandomArguments random) {
        Object x = random.below(2) == 0 ? random.tensor() : random.tree(2);
        String.valueOf(((Function<Object, Object>) function).apply(x));
    }

    /** What is wrong with a case; null if nothing is. */
    private static String check(long seed) {
        RandomArguments random = new RandomArguments(seed);
        Call call = call(random);
        try {
            run(call, random);
            return null;
        } catch (Throwable thrown) {
            return isRefusal(thrown) ? null : "seed " + seed + ": " + thrown + " by " + call + " in " + where(thrown);
        }
    }

    private static String where(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace()).limit(3).toList().toString();
    }

    private static boolean isRefusal(Throwable thrown) {
        String text = String.valueOf(thrown.getMessage());
        // the JVM's own words for a null that nobody looked at
        boolean says = text.length() > 10 && !text.startsWith("Cannot ");
        return REFUSALS.contains(thrown.getClass()) && says || isFromTheCaller(thrown);
    }

    /** Mistakes that Java's types keep out of programs, and those of the functions that are given. */
    private static boolean isFromTheCaller(Throwable thrown) {
        return thrown instanceof ClassCastException
                || thrown.getStackTrace().length > 0
                        && thrown.getStackTrace()[0].getClassName().startsWith("org.palinode.tests");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void everyCallGivesAValueOrARefusal(long block) {
        List<String> wrong = assertTimeoutPreemptively(
                Duration.ofMinutes(5),
                () -> LongStream.range(block * CASES, (block + 1) * CASES)
                        .mapToObj(AutodiffFuzzTest::check)
                        .filter(Objects::nonNull)
                        .limit(20)
                        .toList());
        assertTrue(wrong.isEmpty(), String.join("\n", wrong));
    }

    /** The list above is the public face of the library. */
    @Test
    void everyMethodIsCalled() {
        long methods = CLASSES.stream()
                .distinct()
                .mapToLong(type -> methods(type).size())
                .sum();
        assertTrue(methods > 150, methods + " methods");
    }
}
