package org.palinode.autodiff.tensor;

import static org.nd4j.linalg.ops.transforms.Transforms.*;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Runs a program by ND4J's own operations where there are any, one an equation. Tensors without axes are arrays [1] here. */
public final class Nd4jInterpreter {
    private final Map<Atom, INDArray> values = new HashMap<>();

    private Nd4jInterpreter() {}

    public static List<double[]> run(Program program, List<double[]> inputs) {
        Nd4jInterpreter interpreter = new Nd4jInterpreter();
        for (int i = 0; i < inputs.size(); i++) {
            Atom.Variable input = program.inputs().get(i);
            INDArray numbers = Nd4j.createFromArray(inputs.get(i)).castTo(nd4j(input.type()));
            interpreter.values.put(input, numbers.reshape(dims(input.type().shape())));
        }
        for (Equation equation : program.equations()) {
            Atom.Variable output = equation.outputs().get(0);
            INDArray value = interpreter.value(equation, output.type());
            interpreter.values.put(output, value.reshape(dims(output.type().shape())));
        }
        return program.outputs().stream()
                .map(output -> interpreter.value(output).dup('c').ravel().toDoubleVector())
                .toList();
    }

    private static DataType nd4j(TensorType type) {
        return type.dtype() == DType.FLOAT64 ? DataType.DOUBLE : DataType.FLOAT;
    }

    private static long[] dims(Shape shape) {
        return shape.rank() == 0
                ? new long[] {1}
                : Arrays.stream(shape.dims()).asLongStream().toArray();
    }

    private INDArray value(Atom atom) {
        return atom instanceof Atom.Literal literal
                ? Nd4j.valueArrayOf(dims(literal.type().shape()), literal.value(), nd4j(literal.type()))
                : values.get(atom);
    }

    private INDArray value(Equation equation, TensorType type) {
        List<INDArray> in = equation.inputs().stream().map(this::value).toList();
        INDArray a = in.get(0);
        if (equation.primitive() instanceof Sum sum) {
            return a.sum(sum.axis());
        } else if (equation.primitive() instanceof Extremum extremum) {
            return extremum.name().equals("max") ? a.max(extremum.axis()) : a.min(extremum.axis());
        } else if (equation.primitive() instanceof ExtremumShare share) {
            return shares(a, in.get(1), share.axis(), type.shape());
        } else if (equation.primitive() instanceof Reshape) {
            return a.dup('c');
        } else if (equation.primitive() instanceof BroadcastTo) {
            return broadcast(a, type.shape());
        } else if (equation.primitive() instanceof Transpose transpose) {
            return a.permute(transpose.axes().stream().mapToInt(i -> i).toArray())
                    .dup('c');
        } else if (equation.primitive() instanceof Concatenate concatenate) {
            return Nd4j.concat(concatenate.axis(), in.toArray(new INDArray[0]));
        } else if (equation.primitive() instanceof Slice slice) {
            return a.get(interval(a.rank(), slice)).dup('c');
        } else if (equation.primitive() instanceof Place place && place.part() instanceof Slice slice) {
            INDArray all = Nd4j.zeros(a.dataType(), dims(type.shape()));
            all.get(interval(all.rank(), slice)).assign(a);
            return all;
        } else if (equation.primitive() instanceof MatMul product) {
            return Nd4j.gemm(a, in.get(1), product.transposeA(), product.transposeB());
        }
        INDArray known = elementwise(
                equation.primitive().name(),
                in.stream().map(each -> broadcast(each, type.shape())).toArray(INDArray[]::new));
        return known == null ? own(equation, in) : known;
    }

    /** What ND4J has no operation for, by the primitive at once: tests/figures hold its values. */
    private static INDArray own(Equation equation, List<INDArray> in) {
        List<Tensor> tensors = IntStream.range(0, in.size())
                .mapToObj(i -> Tensor.of(in.get(i).dup('c'))
                        .reshape(equation.inputs().get(i).type().shape()))
                .toList();
        return Tensor.apply(equation.primitive(), tensors).get(0).toINDArray();
    }

    private static INDArray shares(INDArray bar, INDArray x, int axis, Shape shape) {
        Shape kept = shape.with(axis, 1);
        INDArray max = broadcast(x.max(axis).reshape(dims(kept)), shape);
        INDArray hits = x.eq(max).castTo(x.dataType());
        INDArray each = bar.reshape(dims(kept)).div(hits.sum(axis).reshape(dims(kept)));
        return hits.mul(broadcast(each, shape));
    }

    private static INDArrayIndex[] interval(int rank, Slice slice) {
        return IntStream.range(0, rank)
                .mapToObj(axis ->
                        axis == slice.axis() ? NDArrayIndex.interval(slice.start(), slice.stop()) : NDArrayIndex.all())
                .toArray(INDArrayIndex[]::new);
    }

    private static INDArray broadcast(INDArray a, Shape shape) {
        long[] to = dims(shape);
        if (Arrays.equals(a.shape(), to)) {
            return a;
        }
        long[] from = new long[to.length];
        Arrays.fill(from, 1);
        int missing = to.length - a.rank();
        for (int axis = Math.max(0, missing); axis < to.length; axis++) {
            from[axis] = a.size(axis - missing);
        }
        return a.dup('c').reshape(from).broadcast(to);
    }

    private static INDArray elementwise(String name, INDArray... in) {
        INDArray a = in[0];
        INDArray b = in.length > 1 ? in[1] : null;
        return switch (name) {
            case "add" -> a.add(b);
            case "subtract" -> a.sub(b);
            case "multiply" -> a.mul(b);
            case "divide" -> a.div(b);
            case "strong_multiply", "strong_both" -> a.mul(b); // all finite
            case "strong_divide" -> a.div(b);
            case "minimum" -> min(a, b, true);
            case "maximum" -> max(a, b, true);
            case "share" -> {
                INDArray wins = in[1].gt(in[2]).castTo(a.dataType());
                INDArray ties = in[1].eq(in[2]).castTo(a.dataType());
                yield wins.add(ties.mul(0.5)).mul(a);
            }
            case "greater" -> a.gt(b).castTo(a.dataType());
            case "less" -> a.lt(b).castTo(a.dataType());
            case "equal" -> a.eq(b).castTo(a.dataType());
            case "where" -> in[1].mul(a).add(in[2].mul(a.rsub(1))); // all finite, and conditions are 1 or 0
            case "stop_gradient" -> a;
            case "negate" -> a.neg();
            case "exp" -> exp(a, true);
            case "log" -> log(a, true);
            case "sqrt" -> sqrt(a, true);
            case "sin" -> sin(a, true);
            case "cos" -> cos(a, true);
            case "tanh" -> tanh(a, true);
            case "odd_expm1" -> exp(abs(a, true).mul(2), true).sub(1).mul(sign(a, true));
            case "tanh_from" -> a.div(abs(a, true).add(2));
            case "sech_square_from" -> {
                INDArray sum = abs(a, true).add(2);
                yield abs(a, true).add(1).mul(4).div(sum).div(sum);
            }
            case "sech_square" -> tanh(a, true).mul(tanh(a, true)).rsub(1);
            case "sigmoid" -> sigmoid(a, true);
            case "softplus" ->
                Transforms.log(exp(abs(a).neg(), false).add(1), false).add(relu(a, true));
            case "relu" -> relu(a, true);
            case "abs" -> abs(a, true);
            case "sign" -> sign(a, true);
            case "erf" -> Nd4j.getExecutioner().exec(new Erf(a, a.ulike()));
            default -> null;
        };
    }
}
