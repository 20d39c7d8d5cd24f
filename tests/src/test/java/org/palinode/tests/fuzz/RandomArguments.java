package org.palinode.tests.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palinode.autodiff.GradientCheck;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.VjpRule;
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
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;
import org.palinode.autodiff.tree.Tree;

/** Arguments for any method of the public API: mostly plausible, at times empty, at an edge, of another type, or null. */
class RandomArguments {
    private static final int[] INTS = {
        0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 7, -1, -1, -2, -3, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16
    };
    private static final double[] DOUBLES = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        3,
        1e-300,
        1e300,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE
    };
    /** There are no arguments of this type. */
    static final Object NOTHING = new Object();

    final Random random;

    RandomArguments(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean rarely() {
        return random.nextInt(25) == 0;
    }

    double real() {
        return random.nextBoolean() ? DOUBLES[below(DOUBLES.length)] : random.nextGaussian();
    }

    /** Whether there are arguments of a type. */
    boolean knows(Class<?> type) {
        Class<?> one = type.isArray() ? type.getComponentType() : type;
        return one.isArray() || one.isPrimitive() || one.isEnum() || isThere(() -> value(one), NOTHING);
    }

    /** Whether methods of a class can be called on something. */
    boolean receives(Class<?> type) {
        return isThere(() -> receiver(type), null);
    }

    /** What is drawn may not fit together, and then is there all the same. */
    private static boolean isThere(Supplier<Object> value, Object nothing) {
        try {
            return value.get() != nothing;
        } catch (RuntimeException refused) {
            return true;
        }
    }

    Object of(Class<?> type) {
        if (type.isPrimitive()) {
            return number(type);
        }
        if (rarely()) {
            return null;
        }
        if (type.isArray()) {
            return array(type.getComponentType());
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[below(type.getEnumConstants().length)];
        }
        Object value = value(type);
        if (value == NOTHING) {
            throw new IllegalStateException("no arguments of " + type);
        }
        return value;
    }

    private Object number(Class<?> type) {
        int integer = INTS[below(INTS.length)];
        double real = real();
        return type == boolean.class
                ? random.nextBoolean()
                : type == int.class
                        ? (Object) integer
                        : type == long.class
                                ? (Object) (long) integer
                                : type == float.class ? (Object) (float) real : type == double.class ? real : NOTHING;
    }

    private Object array(Class<?> component) {
        int length = below(4);
        Object array = Array.newInstance(component, length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, component == int.class && below(4) > 0 ? (Object) below(4) : of(component));
        }
        return array;
    }

    Object value(Class<?> type) {
        if (type == Tensor.class) {
            return tensor();
        } else if (type == Shape.class) {
            return shape();
        } else if (type == TensorType.class) {
            return new TensorType(dtype(), shape());
        } else if (type == List.class) {
            return tensors();
        } else if (type == Object.class || type == Record.class) {
            return tree(2);
        } else if (type == INDArray.class) {
            return nd4j();
        } else if (type == Indices.class) {
            return indices();
        } else if (type == Axes.class) {
            return axes();
        } else if (type == Window.class) {
            return window();
        } else if (type == String.class) {
            return List.of("", "a", "tiered", "ij,jk->ik", "...i->...").get(below(5));
        } else if (type == RandomKey.class) {
            return RandomKey.of(random.nextLong());
        } else if (type == GradientCheck.class) {
            return GradientCheck.STANDARD.withOrder(1 + below(2));
        } else if (type == MatrixStructure.class) {
            return structure();
        } else if (type == RootFinder.class) {
            return RootFinder.newton().tolerances(1e-6, 1e-6);
        } else if (type == Primitive.class) {
            return List.of(Primitives.ADD, Primitives.WHERE, Primitives.EXP, Primitives.POWER)
                    .get(below(4));
        }
        return behaviour(type);
    }

    private Indices indices() {
        int[] dims = new int[below(3)];
        Arrays.setAll(dims, i -> below(4));
        int[] positions = new int[Shape.of(dims).size()];
        Arrays.setAll(positions, i -> below(4) == 0 ? INTS[below(INTS.length)] : below(3));
        return Indices.of(Shape.of(dims), positions);
    }

    private Axes axes() {
        int[] list = new int[below(3)];
        Arrays.setAll(list, i -> INTS[below(INTS.length)]);
        Axes axes = below(3) == 0 ? Axes.all() : Axes.of(list);
        return below(2) == 0 ? axes.kept() : axes;
    }

    private Window window() {
        int[] size = new int[1 + below(2)];
        Arrays.setAll(size, i -> 1 + below(3));
        Window window = Window.of(size);
        return below(2) == 0
                ? window
                : window.strides(1 + below(3)).dilation(1 + below(2)).padding(below(3));
    }

    private Object behaviour(Class<?> type) {
        if (type == UnaryOperator.class) {
            return unary();
        } else if (type == Function.class) {
            return function();
        } else if (type == BinaryOperator.class) {
            return (BinaryOperator<Tensor>) Tensor::plus;
        } else if (type == VjpRule.class) {
            return rule();
        } else if (type == IntPredicate.class) {
            return (IntPredicate) i -> i % 2 == 0;
        } else if (type == Program.class) {
            return program();
        } else if (type == Mlp.class) {
            return Mlp.random(RandomKey.of(1), Activation.TANH, 1 + below(3), 1 + below(3));
        } else if (type == Linear.class) {
            return Linear.random(RandomKey.of(1), dtype(), 1 + below(3), 1 + below(3));
        } else if (type == Tape.class) {
            return new Tape();
        } else if (type == Tangents.class) {
            return new Tangents();
        } else if (type == BatchTrace.class) {
            return new BatchTrace(1 + below(3));
        } else if (type == Tree.Structure.class) {
            return Tree.flatten(tree(2)).structure();
        } else if (type == Tree.Flat.class) {
            return Tree.flatten(tree(2));
        }
        return NOTHING;
    }

    private DType dtype() {
        return below(4) == 0 ? DType.FLOAT32 : DType.FLOAT64;
    }

    Shape shape() {
        int[] dims = new int[below(4)];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = List.of(0, 1, 1, 2, 3, 3, 4, 9).get(below(8));
        }
        return rarely() ? Shape.of(1 << 15, 1 << 15) : Shape.of(dims);
    }

    Tensor tensor() {
        Shape shape = shape();
        TensorType type = new TensorType(dtype(), shape);
        if (below(6) == 0 || shape.size() > 10_000) {
            return Tensor.full(type, DOUBLES[below(DOUBLES.length)]);
        }
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = below(8) == 0 ? DOUBLES[below(DOUBLES.length)] : random.nextGaussian();
        }
        return Tensor.of(type, values);
    }

    private List<Tensor> tensors() {
        Tensor[] tensors = new Tensor[below(4)];
        Arrays.setAll(tensors, i -> rarely() ? null : tensor());
        return Arrays.asList(tensors);
    }

    private INDArray nd4j() {
        return switch (below(5)) {
            case 0 -> Nd4j.empty();
            case 1 -> Nd4j.createFromArray(1, 2);
            case 2 -> Nd4j.rand(2, 3).transpose();
            case 3 -> Nd4j.create(new double[] {1, 2, 3});
            default -> Nd4j.scalar(2.0);
        };
    }

    private MatrixStructure structure() {
        return switch (below(4)) {
            case 0 -> MatrixStructure.dense();
            case 1 -> MatrixStructure.diagonal();
            case 2 -> MatrixStructure.banded(below(3), Integer.MAX_VALUE);
            default -> MatrixStructure.blocks(1 + below(3));
        };
    }

    private record Pair(Tensor first, Object second) {}

    /** A tensor, or containers of some; at times one that contains itself. */
    Object tree(int depth) {
        if (depth == 0 || random.nextBoolean()) {
            return below(5) == 0 ? List.of(1, "a", Activation.TANH, 2.5).get(below(4)) : tensor();
        }
        List<Object> list = new ArrayList<>();
        Map<String, Object> map = new HashMap<>();
        for (int i = below(3); i >= 0; i--) {
            list.add(tree(depth - 1));
            map.put("k" + i, tree(depth - 1));
        }
        if (rarely()) {
            list.add(list);
            map.put("itself", map);
        }
        return switch (below(4)) {
            case 0 -> list;
            case 1 -> map;
            case 2 -> list.toArray();
            default -> new Pair(tensor(), tree(depth - 1));
        };
    }

    UnaryOperator<Tensor> unary() {
        int choice = below(12);
        double number = DOUBLES[below(DOUBLES.length)];
        return x -> switch (choice) {
            case 0 -> x;
            case 1 -> x.square();
            case 2 -> x.log();
            case 3 -> x.norm();
            case 4 -> x.max();
            case 5 -> x.abs().sum();
            case 6 -> null;
            case 7 -> Tensor.scalar(number);
            case 8 -> x.power(number).sum();
            case 9 -> x.matmul(x);
            case 10 -> Tensor.scalar(x.item());
            default -> x.sqrt().tanh().mean();
        };
    }

    /** Of trees: its tensors one after another through a unary function. */
    private Function<Object, Tensor> function() {
        UnaryOperator<Tensor> each = unary();
        boolean joins = random.nextBoolean();
        return tree -> {
            List<Tensor> leaves = Tree.flatten(tree).leaves();
            if (leaves.isEmpty()) {
                return each.apply(Tensor.scalar(1));
            }
            Tensor sum = each.apply(leaves.get(0));
            for (int i = 1; i < leaves.size() && sum != null; i++) {
                Tensor next = each.apply(leaves.get(i));
                sum = joins ? Tensor.concatenate(0, sum, next) : sum.plus(next);
            }
            return sum;
        };
    }

    private VjpRule<Object, Tensor> rule() {
        boolean wrong = below(3) == 0;
        return (x, value, bar) -> wrong ? bar : Tree.map(leaf -> leaf.zerosLike(), x);
    }

    private Program program() {
        List<TensorType> types = new ArrayList<>();
        for (int i = below(3); i >= 0; i--) {
            types.add(new TensorType(DType.FLOAT64, Shape.of(below(4))));
        }
        return Program.traceClosed(
                types, in -> List.of(in.get(0).exp(), in.get(in.size() - 1).sum()));
    }

    /** A value on which a method is called; null where the class gives none. */
    Object receiver(Class<?> type) {
        if (Modifier.isAbstract(type.getModifiers()) && type != Tensor.class && type != MatrixStructure.class) {
            return null;
        }
        Object value = type.isEnum() ? type.getEnumConstants()[below(type.getEnumConstants().length)] : value(type);
        return value == NOTHING ? null : value;
    }
}
