package org.palinode.tests.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Programs of random operations on tensors [rows, columns], their rows, columns and numbers, from a seed. */
final class RandomProgram {
    private static final int LARGEST = 50_000;

    private final Random random;
    private final DType dtype;
    private final int rows;
    private final int columns;
    private final int length;
    private final List<Tensor> values = new ArrayList<>();

    private RandomProgram(long seed, DType dtype, int rows, int columns, int length) {
        random = new Random(seed);
        this.dtype = dtype;
        this.rows = rows;
        this.columns = columns;
        this.length = length;
    }

    /** A program of about {@code length} operations; inputs are of [rows, columns], [columns], [rows, 1], [] and [rows · columns]. */
    static Program of(long seed, DType dtype, int rows, int columns, int length) {
        List<TensorType> inputs = List.of(
                type(dtype, rows, columns),
                type(dtype, columns),
                type(dtype, rows, 1),
                type(dtype),
                type(dtype, rows * columns));
        return Program.trace(inputs, in -> new RandomProgram(seed, dtype, rows, columns, length).build(in))
                .program();
    }

    private static TensorType type(DType dtype, int... dims) {
        return new TensorType(dtype, Shape.of(dims));
    }

    private List<Tensor> build(List<Tensor> in) {
        values.addAll(in);
        for (int i = 0; i < length; i++) {
            values.add(next());
        }
        List<Tensor> outputs = new ArrayList<>(values.subList(values.size() - 2, values.size()));
        for (int i = 0; i < 4; i++) {
            outputs.add(any());
        }
        return outputs;
    }

    private Tensor any() {
        return values.get(random.nextInt(values.size()));
    }

    /** A value that broadcasts with {@code other}. */
    private Tensor fitting(Tensor other) {
        List<Tensor> found = values.stream()
                .filter(value -> fit(value.shape(), other.shape()))
                .toList();
        return found.get(random.nextInt(found.size()));
    }

    private static boolean fit(Shape a, Shape b) {
        boolean fit = IntStream.rangeClosed(1, Math.min(a.rank(), b.rank()))
                .allMatch(i -> a.dim(-i) == b.dim(-i) || a.dim(-i) == 1 || b.dim(-i) == 1);
        return fit && Shape.broadcast("fit", a, b).size() <= Math.max(LARGEST, Math.max(a.size(), b.size()));
    }

    private Tensor next() {
        Tensor a = any();
        return switch (random.nextInt(10)) {
            case 0, 1 -> unary(a);
            case 2, 3, 4, 5 -> binary(a, fitting(a));
            case 6 ->
                Tensor.where(
                        binary(a, fitting(a)).greater(0.1), a, fitting(a).sum().plus(a));
            case 7 -> reduced(a);
            default -> moved(a);
        };
    }

    private Tensor unary(Tensor a) {
        return switch (random.nextInt(12)) {
            case 0 -> a.tanh();
            case 1 -> a.sigmoid();
            case 2 -> a.abs().negate().exp();
            case 3 -> a.sin();
            case 4 -> a.relu();
            case 5 -> a.abs();
            case 6 -> a.sign();
            case 7 -> a.square().plus(1).log();
            case 8 -> a.softplus();
            case 9 -> a.abs().sqrt();
            case 10 -> a.erf();
            default -> a.times(random.nextInt(5) - 2.0).plus(0.25);
        };
    }

    private Tensor binary(Tensor a, Tensor b) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> a.plus(b);
            case 2 -> a.minus(b);
            case 3, 4 -> a.times(b).times(0.5);
            case 5 -> a.dividedBy(b.square().plus(1));
            case 6 -> a.minimum(b);
            default -> a.maximum(b);
        };
    }

    private Tensor reduced(Tensor a) {
        if (a.size() == 0 || a.rank() == 0) {
            return a.sum().plus(0.5);
        }
        int axis = random.nextInt(a.rank());
        return switch (random.nextInt(4)) {
            case 0 -> a.mean();
            case 1 -> a.mean(axis);
            case 2 -> a.max();
            default -> a.max(axis);
        };
    }

    private Tensor moved(Tensor a) {
        if (a.rank() == 0) {
            return a.broadcastTo(columns);
        }
        int axis = random.nextInt(a.rank());
        int dim = a.shape().dim(axis);
        return switch (random.nextInt(6)) {
            case 0 -> a.flatten();
            case 1 -> a.size() == rows * columns ? a.reshape(rows, columns) : a.reshape(1, a.size());
            case 2 -> dim < 2 ? a : a.slice(axis, 1, dim);
            case 3 -> a.size() > 20_000 ? a : Tensor.concatenate(axis, a, a.times(2));
            case 4 -> a.size() > 20_000 ? a : a.transpose();
            default -> product(a);
        };
    }

    private Tensor product(Tensor a) {
        if (a.rank() != 2 || a.shape().dim(1) > 40 || a.size() == 0) {
            return a;
        }
        return a.transpose().matmul(a).dividedBy(a.shape().dim(0));
    }
}
