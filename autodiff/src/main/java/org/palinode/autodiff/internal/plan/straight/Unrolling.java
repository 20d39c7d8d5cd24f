package org.palinode.autodiff.internal.plan.straight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.operation.Reduction;
import org.palinode.autodiff.internal.plan.code.Functions;
import org.palinode.autodiff.internal.plan.code.Strided;
import org.palinode.autodiff.internal.plan.code.Views;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.AddInto;
import org.palinode.autodiff.tensor.AddProduct;
import org.palinode.autodiff.tensor.Broadcast;
import org.palinode.autodiff.tensor.BroadcastTo;
import org.palinode.autodiff.tensor.Cast;
import org.palinode.autodiff.tensor.Concatenate;
import org.palinode.autodiff.tensor.MatMul;
import org.palinode.autodiff.tensor.Place;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Reshape;
import org.palinode.autodiff.tensor.Slice;
import org.palinode.autodiff.tensor.StopGradient;
import org.palinode.autodiff.tensor.Transpose;

/** Writes a program of a few numbers as operations on each of them. */
final class Unrolling {
    private static final List<Class<? extends Primitive>> KNOWN = List.of(
            AddInto.class,
            MatMul.class,
            AddProduct.class,
            Reshape.class,
            StopGradient.class,
            BroadcastTo.class,
            Transpose.class,
            Slice.class,
            Place.class,
            Concatenate.class,
            Cast.class);

    private final Views views = new Views();
    private final ScalarGraph graph = new ScalarGraph();
    private final Map<Atom, int[]> values = new HashMap<>();
    private final List<int[]> outputs = new ArrayList<>();
    private final Map<Atom, Integer> inputs = new HashMap<>();

    Unrolling(Program program) {
        for (Atom input : program.inputs()) {
            inputs.put(input, inputs.size());
        }
        for (Equation equation : program.equations()) {
            if (!views.add(equation)) {
                values.put(equation.outputs().get(0), unroll(equation));
            }
        }
        for (Atom output : program.outputs()) {
            int[] numbers = new int[output.type().size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = at(output, i);
            }
            outputs.add(numbers);
        }
    }

    /** How many operations on single numbers an equation takes, moves not counted; −1 if it cannot be written out. */
    static long cost(Equation equation) {
        Primitive primitive = equation.primitive();
        boolean isKnown = primitive instanceof NumberFunction || primitive instanceof Reduction;
        if (!isKnown && !KNOWN.contains(primitive.getClass())) {
            return -1;
        }
        long size = equation.outputs().get(0).type().size();
        long first = equation.inputs().get(0).type().size();
        if (primitive instanceof MatMul || primitive instanceof AddProduct) {
            boolean matrices = equation.outputs().get(0).type().shape().rank() == 2;
            return matrices ? size * Math.max(1, inner(equation)) : -1;
        }
        return Math.max(primitive instanceof Reduction ? first : 0, size);
    }

    ScalarGraph graph() {
        return graph;
    }

    /** The numbers of each output. */
    List<int[]> outputs() {
        return outputs;
    }

    /** Number {@code index} of {@code atom}; inputs are loaded where they are first wanted. */
    private int at(Atom atom, int index) {
        Strided view = views.of(atom);
        int[] numbers = values.get(view.root());
        if (numbers != null) {
            return numbers[view.index(index)];
        }
        DType dtype = atom.type().dtype();
        return view.root() instanceof Atom.Literal literal
                ? graph.literal(literal.value(), dtype)
                : graph.load(inputs.get(view.root()), view.index(index), dtype);
    }

    private int[] unroll(Equation equation) {
        Primitive primitive = equation.primitive();
        if (primitive instanceof NumberFunction function) {
            return elementwise(function, equation);
        }
        if (primitive instanceof AddInto) {
            return elementwise(Functions.ADD, equation);
        }
        if (primitive instanceof MatMul product) {
            return product(product, equation, null);
        }
        if (primitive instanceof AddProduct sum) {
            return product(sum.product(), equation, equation.inputs().get(2));
        }
        if (primitive instanceof Reduction reduction) {
            return reduce(equation, reduction);
        }
        return moved(equation);
    }

    private int[] moved(Equation equation) {
        Primitive primitive = equation.primitive();
        Atom in = equation.inputs().get(0);
        Shape from = in.type().shape();
        Shape to = equation.outputs().get(0).type().shape();
        if (primitive instanceof Place place) {
            int[] all = new int[to.size()];
            Arrays.fill(all, graph.literal(0, in.type().dtype()));
            int[] strides = to.strides();
            int start = place.slice().start() * strides[to.axis(place.slice().axis())];
            return scatter(in, all, Broadcast.strided(strides, start, from));
        }
        if (primitive instanceof Concatenate concatenate) {
            return concatenated(concatenate, equation);
        }
        if (primitive instanceof Cast cast) {
            return Arrays.stream(gather(in, Broadcast.strided(from.strides(), 0, from)))
                    .map(number -> graph.cast(number, cast.dtype()))
                    .toArray();
        }
        return gather(in, source(primitive, from, to));
    }

    /** For each number of the output, where it comes from. */
    private static int[] source(Primitive primitive, Shape from, Shape to) {
        int[] strides = from.strides();
        if (primitive instanceof BroadcastTo) {
            return Broadcast.strided(from.stridesIn(to), 0, to);
        }
        if (primitive instanceof Transpose transpose) {
            int[] swapped =
                    transpose.axes().stream().mapToInt(axis -> strides[axis]).toArray();
            return Broadcast.strided(swapped, 0, to);
        }
        if (primitive instanceof Slice slice) {
            return Broadcast.strided(strides, slice.start() * strides[from.axis(slice.axis())], to);
        }
        return Broadcast.strided(to.strides(), 0, to);
    }

    private int[] gather(Atom atom, int[] from) {
        int[] numbers = new int[from.length];
        for (int i = 0; i < from.length; i++) {
            numbers[i] = at(atom, from[i]);
        }
        return numbers;
    }

    private int[] scatter(Atom atom, int[] all, int[] to) {
        for (int i = 0; i < to.length; i++) {
            all[to[i]] = at(atom, i);
        }
        return all;
    }

    private int[] concatenated(Concatenate concatenate, Equation equation) {
        Shape whole = equation.outputs().get(0).type().shape();
        int axis = whole.axis(concatenate.axis());
        int[] strides = whole.strides();
        int[] all = new int[whole.size()];
        int start = 0;
        for (Atom part : equation.inputs()) {
            Shape shape = part.type().shape();
            scatter(part, all, Broadcast.strided(strides, start * strides[axis], shape));
            start += shape.dim(axis);
        }
        return all;
    }

    private int[] elementwise(NumberFunction function, Equation equation) {
        Shape shape = equation.outputs().get(0).type().shape();
        int[][] operands = new int[3][];
        for (int i = 0; i < function.arity(); i++) {
            Atom in = equation.inputs().get(i);
            operands[i] = gather(in, Broadcast.strided(in.type().shape().stridesIn(shape), 0, shape));
        }
        int[] result = new int[shape.size()];
        for (int i = 0; i < result.length; i++) {
            int b = function.arity() > 1 ? operands[1][i] : -1;
            result[i] = graph.apply(function, operands[0][i], b, function.arity() > 2 ? operands[2][i] : -1);
        }
        return result;
    }

    private int[] reduce(Equation equation, Reduction reduction) {
        int axis = reduction.axis();
        Atom in = equation.inputs().get(0);
        Shape shape = in.type().shape();
        int length = shape.dim(axis);
        int stride = shape.strides()[shape.axis(axis)];
        int[] result = new int[equation.outputs().get(0).type().size()];
        for (int i = 0; i < result.length; i++) {
            int first = i / stride * stride * length + i % stride;
            result[i] = length == 0
                    ? graph.literal(reduction.function().start(), in.type().dtype())
                    : at(in, first);
            for (int j = 1; j < length; j++) {
                result[i] = graph.apply(reduction.function(), result[i], at(in, first + j * stride));
            }
        }
        return result;
    }

    private static int inner(Equation product) {
        MatMul matMul = product.primitive() instanceof MatMul own ? own : ((AddProduct) product.primitive()).product();
        Shape a = product.inputs().get(0).type().shape();
        return a.dim(matMul.transposeA() ? -2 : -1);
    }

    private int[] product(MatMul product, Equation equation, Atom accumulator) {
        Atom a = equation.inputs().get(0);
        Atom b = equation.inputs().get(1);
        Shape c = equation.outputs().get(0).type().shape();
        int m = c.dim(0);
        int n = c.dim(1);
        int k = inner(equation);
        int[] result = new int[m * n];
        for (int i = 0; i < result.length; i++) {
            int row = i / n;
            int column = i % n;
            int sum = graph.literal(0, a.type().dtype());
            for (int j = 0; j < k; j++) {
                int left = at(a, product.transposeA() ? j * m + row : row * k + j);
                int right = at(b, product.transposeB() ? column * k + j : j * n + column);
                sum = graph.apply(Functions.ADD, sum, graph.apply(Functions.MULTIPLY, left, right));
            }
            result[i] = accumulator == null ? sum : graph.apply(Functions.ADD, at(accumulator, i), sum);
        }
        return result;
    }
}
