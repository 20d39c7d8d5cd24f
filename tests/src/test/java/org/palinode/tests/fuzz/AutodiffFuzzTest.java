package org.palinode.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.GradientCheckError;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;
import org.palinode.autodiff.tree.Tree;

/**
 * Random calls of the public API: what comes out is a value or a refusal that says something, never an error of our own inside, and never
 * nothing. The same calls each time: a case that fails prints its seed.
 */
@Tag("thorough")
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
            Indices.class,
            Axes.class,
            Window.class,
            LinearAlgebra.class,
            Tree.class,
            Mlp.class,
            Linear.class,
            Activation.class,
            MatrixStructure.class,
            RootFinder.class,
            Program.class,
            Tape.class,
            Tangents.class,
            BatchTrace.class);

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
            "column",
            "Tape.apply",
            "Tangents.apply",
            "BatchTrace.apply",
            "Program.new",
            "Window.new",
            "Axes.new");

    private static final ApiFuzz FUZZ =
            new ApiFuzz(CLASSES, INSIDE, REFUSALS, RandomArguments::new, AutodiffFuzzTest::use);

    /** Functions that come out are applied. */
    private static void use(Object result, RandomArguments random) {
        if (result instanceof Function<?, ?> function) {
            apply(function, random);
        }
    }

    @SuppressWarnings("unchecked")
    private static void apply(Function<?, ?> function, RandomArguments random) {
        Object x = random.below(2) == 0 ? random.tensor() : random.tree(2);
        String.valueOf(((Function<Object, Object>) function).apply(x));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void everyCallGivesAValueOrARefusal(long block) {
        FUZZ.requireNoFaults(block, CASES);
    }

    /** The list above is the public face of the library. */
    @Test
    void everyMethodIsCalled() {
        long methods = CLASSES.stream()
                .distinct()
                .mapToLong(type -> FUZZ.members(type).size())
                .sum();
        assertTrue(methods > 150, methods + " methods");
    }
}
