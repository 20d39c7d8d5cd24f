package org.palinode.tests.engine.size;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.SplitPullBack;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** Programs so long that whatever goes through them by recursion runs out of stack. Those of the plans below start at some 5,000 equations. */
@Tag("thorough")
class LongProgramsTest {
    private static final int LENGTH = 20_000;

    private static Program program(TensorType type, Function<Tensor, Tensor> function) {
        return Program.traceClosed(List.of(type), in -> List.of(function.apply(in.get(0))));
    }

    /** Σ of LENGTH terms w: its gradient for w is a sum so deep. */
    @Test
    void aNumberThatIsReadOftenIsAddedToWhatIsThere() {
        Program gradient = program(TensorType.float64(2), w -> {
                    Tensor product =
                            Tensor.of(Tensor.zeros(2).type(), 1, 1).times(0).plus(1);
                    for (int i = 0; i < LENGTH; i++) {
                        product = product.plus(w.times(1.0 / (i + 1)));
                    }
                    return product;
                })
                .vjp(input -> true);
        double harmonic = 0;
        for (int i = 0; i < LENGTH; i++) {
            harmonic += 1.0 / (i + 1);
        }
        for (Engine engine : Engines.available()) {
            double[] sums = Engines.addTwice(engine, gradient, List.of(new double[] {3, 4}, new double[] {1, 2}))
                    .get(0);
            // LENGTH roundings of numbers up to 40
            assertArrayEquals(new double[] {1 + 2 * harmonic, 1 + 4 * harmonic}, sums, 1e-10, engine.toString());
        }
    }

    /** A product is added by BLAS, so what it reads is written out view by view. */
    @Test
    void longChainsOfViewsAreWrittenOut() {
        Program views = program(TensorType.float64(30, 40), x -> {
            Tensor seen = x;
            for (int i = 0; i < LENGTH / 2; i++) {
                seen = seen.reshape(40, 30).reshape(30, 40);
            }
            return seen.matmul(seen.reshape(40, 30))
                    .plus(seen.reshape(1200).slice(0, 0, 900).reshape(30, 30));
        });
        Program once = program(
                TensorType.float64(30, 40),
                x -> x.matmul(x.reshape(40, 30))
                        .plus(x.reshape(1200).slice(0, 0, 900).reshape(30, 30)));
        double[] x = new double[1200];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 7 - 3;
        }
        double[] expected = Engines.run(Engine.INTERPRETER, once, List.of(x)).get(0);
        for (Engine engine : Engines.available()) {
            assertArrayEquals(expected, Engines.run(engine, views, List.of(x)).get(0), 0, engine.toString());
        }
    }

    /** Loops of 100 numbers and sums of them in turn: a group for each, each above the last. */
    @Test
    void groupsThatWaitForEachOtherMayBeMany() {
        int rounds = LENGTH / 20;
        Program chain = program(TensorType.float64(100), x -> {
            List<Tensor> sums = new ArrayList<>();
            Tensor y = x;
            for (int i = 0; i < rounds; i++) {
                Tensor sum = y.sum();
                sums.add(sum);
                y = y.plus(sum.times(1e-5));
            }
            return Tensor.stack(0, sums).sum().plus(y.sum());
        });
        double sum = 100;
        double expected = 0;
        for (int i = 0; i < rounds; i++) {
            expected += sum;
            sum += 100 * 1e-5 * sum;
        }
        double[] x = Tensor.ones(100).toArray();
        for (Engine engine : Engines.available()) {
            double actual = Engines.run(engine, chain, List.of(x)).get(0)[0];
            assertEquals(expected + sum, actual, 1e-9 * expected, engine.toString()); // rounds · 100 roundings
        }
    }

    /** What may be computed again is looked for along chains of sums and products. */
    @Test
    void residualsOfALongChainAreChosen() {
        Program chain = program(TensorType.float64(20), x -> {
            Tensor y = x.tanh();
            for (int i = 0; i < LENGTH; i++) {
                y = y.times(0.5).plus(x);
            }
            return y.times(x);
        });
        SplitPullBack split = SplitPullBack.of(chain, chain.vjp(input -> true));
        double[] x = Tensor.linspace(0.1, 2, 20).toArray();
        List<double[]> in = new ArrayList<>(List.of(x, Tensor.ones(20).toArray()));
        in.addAll(Engines.run(Engine.INTERPRETER, split.forward(), List.of(x))
                .subList(1, 1 + split.residuals().size()));
        double[] slopes = Engines.run(Engine.SCALAR, split.backward(), in).get(0);
        for (int i = 0; i < x.length; i++) {
            assertEquals(4 * x[i], slopes[i], 1e-14 * slopes[i]); // y → 2 x, so the value is 2 x²
        }
    }

    @Test
    void tapesMayBeLong() {
        Tensor slope = grad((Tensor x) -> {
                    Tensor y = x;
                    for (int i = 0; i < 5 * LENGTH; i++) {
                        y = y.times(1).plus(x.times(0.5)).times(0.5);
                    }
                    return y;
                })
                .apply(Tensor.scalar(2));
        assertEquals(0.5, slope.item(), 1e-15); // y → x/2
    }
}
