package org.palinode.tests.autodiff.loop;

import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** scan against the same loop in Java. */
class ScanTest {
    /** The loop, by what its gradient keeps. */
    enum Way implements Function<Forced, Scanned<Forced.State, Map<String, Tensor>>> {
        ALL(loop -> loop.scanned(ScanMemory.all())),
        ROOT(loop -> loop.scanned(ScanMemory.checkpoints())),
        FIVE(loop -> loop.scanned(ScanMemory.checkpoints(5))),
        INVERSE(Forced::inverted);

        private final Function<Forced, Scanned<Forced.State, Map<String, Tensor>>> loop;

        Way(Function<Forced, Scanned<Forced.State, Map<String, Tensor>>> loop) {
            this.loop = loop;
        }

        @Override
        public Scanned<Forced.State, Map<String, Tensor>> apply(Forced forced) {
            return loop.apply(forced);
        }

        Tensor loss(Forced forced) {
            return Forced.loss(apply(forced));
        }
    }

    /** The same to 1e-12 of the largest number: roundings of a hundred steps, which the inverse doubles. */
    private static <T> void assertSame(T expected, T actual) {
        double largest = Tree.flatten(expected).leaves().stream()
                .mapToDouble(leaf -> leaf.abs().max().item())
                .max()
                .orElseThrow();
        assertTreesClose(expected, actual, 1e-12 * largest);
    }

    private static Stream<Integer> lengths() {
        return Stream.of(1, 2, 7, 8, 9, 31, 32, 33, 34, 63, 64, 65, 127, 128, 129, 130);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void valuesAndGradientsAreThoseOfTheLoopInJava(int steps) {
        Forced forced = Forced.random(DType.FLOAT64, steps, 3);
        var expected = valueAndGrad(in -> Forced.loss(in.unrolled()), forced);
        for (Way way : Way.values()) {
            assertSame(forced.unrolled(), way.apply(forced));
            var actual = valueAndGrad(way::loss, forced);
            assertSame(expected.value(), actual.value());
            assertSame(expected.gradient(), actual.gradient());
        }
    }

    @Test
    void secondDerivatives() {
        Forced forced = Forced.random(DType.FLOAT64, 7, 2);
        for (Way way : Way.values()) {
            checkGradients(way::loss, forced);
            checkGradients(compile(way::loss), forced);
        }
    }
}
