package org.palinode.examples.doctor;

import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Times one square product as plans compute it. */
final class MatrixProduct {
    private static final int RUNS = 10;

    private MatrixProduct() {}

    /**
     * Returns the best of ten runs of C = AB, n by n: 2n³ operations over the time taken, on all threads that plans use. Takes about
     * 0.1 s at 512.
     */
    static double gigaflops(int n, DType dtype) {
        Plan plan = filled(n, dtype);
        double best = Double.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            plan.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return 2.0 * n * n * n / best;
    }

    /** The same while another thread seems to ask for the workers, so that this one runs everything itself. */
    static double gigaflopsOfOneThread(int n, DType dtype) {
        double[] result = new double[1];
        Workers.shared().run(1, part -> result[0] = gigaflops(n, dtype));
        return result[0];
    }

    private static Plan filled(int n, DType dtype) {
        TensorType type = new TensorType(dtype, Shape.of(n, n));
        Plan plan = Plan.of(Program.trace(
                                List.of(type, type), in -> List.of(in.get(0).matmul(in.get(1))))
                        .program())
                .build();
        double[] values = new double[n * n];
        Arrays.setAll(values, i -> 1.0 / (1 + i % 97));
        plan.input(0).put(values);
        plan.input(1).put(values);
        return plan;
    }
}
