package org.palinode.tests.engine.size;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;
import org.palinode.tests.engine.process.OtherJvm;
import org.palinode.tests.engine.process.PrintedGradients;

/** Kernels that run on several threads: the tests' JVM is told to use three. */
@Tag("thorough")
class LargeKernelsTest {
    private static final int[][] SIZES = {{400, 100}, {4098, 13}, {3, 20_001}, {1, 50_003}};

    @ParameterizedTest
    @EnumSource(DType.class)
    void loopsInPartsComputeWhatTheInterpreterComputes(DType dtype) {
        // 16 ulp an element, sums of 60,000 in another order: their rounding grows with the square root of the count
        // at most
        double tolerance = 16 * 250 * dtype.epsilon();
        LargeKernels.loops().forEach((name, loop) -> {
            for (int[] size : SIZES) {
                Plan plan = LargeKernels.loop(loop, dtype, size[0], size[1], Engines.warm());
                Plan plain = LargeKernels.loop(loop, dtype, size[0], size[1], Engine.INTERPRETER);
                plan.run();
                plain.run();
                for (int i = 0; i < plan.program().outputs().size(); i++) {
                    assertNear(plain.output(i).toArray(), plan.output(i).toArray(), tolerance, name + " of " + size[0]);
                }
            }
        });
    }

    private static void assertNear(double[] expected, double[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), what + " at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 1000, 100, 100",
        "false, true, 1000, 100, 100",
        "true, false, 100, 100, 1000",
        "true, true, 301, 203, 101",
        "false, false, 101, 1003, 77",
        "false, true, 101, 1003, 77",
        "true, false, 97, 999, 63",
    })
    void productsInPartsAreTheSums(boolean transposeA, boolean transposeB, int m, int n, int k) {
        for (DType dtype : DType.values()) {
            Plan plan = LargeKernels.product(dtype, transposeA, transposeB, m, n, k);
            plan.run();
            double[] a = plan.input(0).toArray();
            double[] b = plan.input(1).toArray();
            double[] c = new double[m * n];
            double[] sizes = new double[m * n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    for (int l = 0; l < k; l++) {
                        double term = a[transposeA ? l * m + i : i * k + l] * b[transposeB ? j * k + l : l * n + j];
                        c[i * n + j] += term;
                        sizes[i * n + j] += Math.abs(term);
                    }
                }
            }
            for (int i = 0; i < c.length; i++) {
                // each addition rounds a partial sum, which is not larger than the sum of sizes; √k of k roundings stay
                assertEquals(c[i], plan.output(0).get(i), 2 * Math.sqrt(k) * dtype.epsilon() * sizes[i]);
            }
        }
    }

    /** 7 million operations in 3 parts, and 134 million in as many as there may be; products of awkward sizes. */
    @ParameterizedTest
    @CsvSource({"101, 33, 39, 27", "1009, 65, 33, 31"})
    void aBatchOfProductsInPartsIsEachOfThem(int size, int rows, int terms, int columns) {
        Tensor a = RandomKey.of(1).normal(size, rows, terms);
        Tensor b = RandomKey.of(2).normal(size, terms, columns);
        Tensor c = a.matmul(b);
        for (int i = 0; i < size; i++) {
            Tensor alone = a.get(i).matmul(b.get(i));
            assertArrayEquals(alone.toArray(), c.get(i).toArray());
        }
    }

    /** Who asks for the workers while they are asked for runs all parts itself. */
    @Test
    void aloneOnOneThreadTheNumbersAreTheSame() {
        List<Plan> plans = new ArrayList<>();
        LargeKernels.loops()
                .values()
                .forEach(loop -> plans.add(LargeKernels.loop(loop, DType.FLOAT64, 1000, 100, Engines.warm())));
        plans.add(LargeKernels.product(DType.FLOAT64, false, false, 1000, 100, 100));
        plans.add(LargeKernels.product(DType.FLOAT32, true, false, 100, 100, 1000));
        for (Plan plan : plans) {
            plan.run();
            List<double[]> shared = outputs(plan);
            Workers.shared().run(1, part -> plan.run());
            assertArrayEquals(shared.toArray(), outputs(plan).toArray());
        }
    }

    private static List<double[]> outputs(Plan plan) {
        List<double[]> outputs = new ArrayList<>();
        for (int i = 0; i < plan.program().outputs().size(); i++) {
            outputs.add(plan.output(i).toArray());
        }
        return outputs;
    }

    @Test
    @Tag("slow") // two JVMs
    void loopsGiveTheSameBitsOnAnyNumberOfThreads() throws Exception {
        String one = OtherJvm.print(LargeKernels.class, 1);
        assertEquals(24, one.lines().count(), one);
        assertEquals(one, OtherJvm.print(LargeKernels.class, 4));
    }

    /** In a JVM of its own each, so that loops change over to vector code at other times. */
    @Test
    @Tag("slow") // three JVMs
    void gradientsRepeatToTheBitAndOnMoreThreadsToRounding() throws Exception {
        List<String> one = gradients(1);
        assertEquals(one, gradients(1));
        List<String> three = gradients(3);
        for (int i = 0; i < 2; i++) {
            double[] expected = numbers(one.get(i));
            double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
            assertArrayEquals(expected, numbers(three.get(i)), 1e-13 * largest);
        }
    }

    private static List<String> gradients(int threads) throws Exception {
        List<String> lines =
                OtherJvm.print(PrintedGradients.class, threads).lines().toList();
        assertEquals(2, lines.size(), "numbers of calls in one process differ");
        return lines;
    }

    private static double[] numbers(String line) {
        return Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void aWarmRunOnSeveralThreadsAllocatesNothing() {
        Plan loop = LargeKernels.loop(LargeKernels.loops().get("several"), DType.FLOAT64, 400, 200, Engines.warm());
        Plan product = LargeKernels.product(DType.FLOAT64, false, false, 400, 100, 100);
        ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 60 && least >= 800; attempt++) { // until the compiler is done
            long before = beans.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                loop.run();
                product.run();
            }
            least = Math.min(least, beans.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 800, "50 runs allocated " + least + " bytes");
    }

    @Test
    void addsToWhatIsThere() {
        Buffer total = Buffer.allocate(LargeKernels.product(DType.FLOAT64, true, false, 100, 100, 1000)
                .output(0)
                .type());
        total.fill(1);
        Plan once = LargeKernels.product(DType.FLOAT64, true, false, 100, 100, 1000);
        once.run();
        Plan adding = LargeKernels.adding(once.program(), total);
        adding.run();
        for (int i = 0; i < total.size(); i++) {
            assertEquals(1 + once.output(0).get(i), total.get(i), 1e-12); // sums of size 1000, one more rounding
        }
    }
}
