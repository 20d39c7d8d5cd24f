package org.palinode.autodiff.internal.plan.straight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.MatrixProduct;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Reduction;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.internal.plan.code.AddInto;
import org.palinode.autodiff.internal.plan.code.AddProduct;
import org.palinode.autodiff.internal.plan.code.Functions;
import org.palinode.autodiff.internal.plan.code.InPlace;
import org.palinode.autodiff.internal.plan.code.Strided;
import org.palinode.autodiff.internal.plan.code.Views;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;

/** Writes a program of a few numbers as operations on each of them. */
final class Unrolling {
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

    /** The number of operations on single numbers in an equation, moves not counted; −1 if it cannot be written out. */
    static long cost(Equation equation) {
        Primitive primitive = equation.primitive();
        boolean isKnown = primitive instanceof NumberFunction
                || primitive instanceof Reduction
                || primitive instanceof Movement
                || primitive instanceof MatrixProduct
                || primitive instanceof InPlace;
        if (!isKnown) {
            return -1;
        }
        long size = equation.outputs().get(0).type().size();
        long first = equation.inputs().get(0).type().size();
        if (primitive instanceof MatrixProduct || primitive instanceof AddProduct) {
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
            return numbers[view.place().index(index)];
        }
        DType dtype = atom.type().dtype();
        return view.root() instanceof Atom.Literal literal
                ? graph.literal(literal.value(), dtype)
                : graph.load(inputs.get(view.root()), view.place().index(index), dtype);
    }

    private int[] unroll(Equation equation) {
        Primitive primitive = equation.primitive();
        if (primitive instanceof NumberFunction function) {
            return elementwise(function, equation);
        }
        if (primitive instanceof AddInto) {
            return elementwise(Functions.ADD, equation);
        }
        if (primitive instanceof MatrixProduct product) {
            return product(product, equation, null);
        }
        if (primitive instanceof AddProduct sum) {
            return product(sum.matrices(), equation, equation.inputs().get(2));
        }
        if (primitive instanceof Reduction reduction) {
            return reduce(equation, reduction);
        }
        return moved((Movement) primitive, equation);
    }

    private int[] moved(Movement movement, Equation equation) {
        TensorType out = equation.outputs().get(0).type();
        List<Shape> shapes = new ArrayList<>();
        for (Atom input : equation.inputs()) {
            shapes.add(input.type().shape());
        }
        int[] sources = movement.sources(shapes, out.shape());
        int[] numbers = new int[sources.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = sources[i] < 0
                    ? graph.literal(0, out.dtype())
                    : graph.cast(at(equation.inputs(), sources[i]), out.dtype());
        }
        return numbers;
    }

    /** Number {@code index} of these atoms, one after another. */
    private int at(List<Atom> atoms, int index) {
        int rest = index;
        int atom = 0;
        while (rest >= atoms.get(atom).type().size()) {
            rest -= atoms.get(atom).type().size();
            atom++;
        }
        return at(atoms.get(atom), rest);
    }

    private int[] elementwise(NumberFunction function, Equation equation) {
        Shape shape = equation.outputs().get(0).type().shape();
        int[][] operands = new int[3][];
        for (int i = 0; i < function.arity(); i++) {
            Atom in = equation.inputs().get(i);
            operands[i] = stretched(in, shape);
        }
        int[] result = new int[shape.size()];
        for (int i = 0; i < result.length; i++) {
            int b = function.arity() > 1 ? operands[1][i] : -1;
            result[i] = graph.apply(function, operands[0][i], b, function.arity() > 2 ? operands[2][i] : -1);
        }
        return result;
    }

    private int[] stretched(Atom atom, Shape shape) {
        int[] numbers = Strides.whole(atom.type().shape()).broadcast(shape).indices();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = at(atom, numbers[i]);
        }
        return numbers;
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
        MatrixProduct own =
                product.primitive() instanceof AddProduct sum ? sum.matrices() : (MatrixProduct) product.primitive();
        Shape a = product.inputs().get(0).type().shape();
        return a.dim(own.transposeA() ? -2 : -1);
    }

    private int[] product(MatrixProduct product, Equation equation, Atom accumulator) {
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
