package org.palinode.tests.engine.size;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/**
 * Kernels large enough for several threads, by name. As a program it prints a checksum of the bits of each one's results, to be run with
 * different numbers of threads.
 */
final class LargeKernels {
    private LargeKernels() {}

    /** Elementwise loops and reductions of [rows, columns], with a bias; awkward sizes as well. */
    static Map<String, Function<List<Tensor>, List<Tensor>>> loops() {
        Map<String, Function<List<Tensor>, List<Tensor>>> loops = new TreeMap<>();
        loops.put(
                "chain",
                in -> List.of(in.get(0).plus(in.get(1)).tanh().times(in.get(0)).plus(1)));
        loops.put("sum", in -> List.of(in.get(0).square().sum()));
        loops.put("max", in -> List.of(in.get(0).tanh().max()));
        loops.put("sum of rows", in -> List.of(in.get(0).plus(in.get(1)).tanh().sum(0)));
        loops.put(
                "sum of columns", in -> List.of(in.get(0).plus(in.get(1)).tanh().sum(1)));
        loops.put("several", in -> {
            Tensor y = in.get(0).plus(in.get(1)).sigmoid();
            return List.of(y, y.sum(), y.times(in.get(0)).sum(0));
        });
        return loops;
    }

    /** A plan of a loop on filled inputs. */
    static Plan loop(Function<List<Tensor>, List<Tensor>> function, DType dtype, int rows, int columns, Engine engine) {
        List<TensorType> types =
                List.of(new TensorType(dtype, Shape.of(rows, columns)), new TensorType(dtype, Shape.of(columns)));
        return filled(Program.trace(types, function).program(), engine);
    }

    /** A plan of op(A) op(B) on filled inputs. */
    static Plan product(DType dtype, boolean transposeA, boolean transposeB, int m, int n, int k) {
        TensorType a = new TensorType(dtype, transposeA ? Shape.of(k, m) : Shape.of(m, k));
        TensorType b = new TensorType(dtype, transposeB ? Shape.of(n, k) : Shape.of(k, n));
        Program program = Program.trace(List.of(a, b), in -> {
                    Tensor left = transposeA ? in.get(0).transpose() : in.get(0);
                    Tensor right = transposeB ? in.get(1).transpose() : in.get(1);
                    return List.of(left.matmul(right));
                })
                .program();
        return filled(program, Engines.warm());
    }

    /** A plan of a program on filled inputs that adds its only output to {@code total}. */
    static Plan adding(Program program, Buffer total) {
        return fill(Plan.of(program).accumulate(0, total).build(), program);
    }

    private static Plan filled(Program program, Engine engine) {
        return fill(Plan.of(program).engine(engine).build(), program);
    }

    private static Plan fill(Plan plan, Program program) {
        for (int i = 0; i < program.inputs().size(); i++) {
            double[] values = new double[plan.input(i).size()];
            int seed = i;
            Arrays.setAll(values, at -> Math.sin(1 + seed + 0.7 * at));
            plan.input(i).put(values);
        }
        return plan;
    }

    /** A checksum of the bits of all outputs. */
    static int bits(Plan plan, int outputs) {
        plan.run();
        int sum = 0;
        for (int i = 0; i < outputs; i++) {
            sum = 31 * sum + Arrays.hashCode(plan.output(i).toArray());
        }
        return sum;
    }

    public static void main(String[] args) {
        for (DType dtype : DType.values()) {
            loops().forEach((name, loop) -> {
                for (int[] size : new int[][] {{500, 100}, {1, 50_003}}) {
                    Plan plan = loop(loop, dtype, size[0], size[1], Engines.warm());
                    System.out.println(name + " " + dtype + " " + Arrays.toString(size) + " "
                            + bits(plan, plan.program().outputs().size()));
                }
            });
        }
    }
}
