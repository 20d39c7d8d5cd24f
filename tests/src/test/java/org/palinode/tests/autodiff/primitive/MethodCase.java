package org.palinode.tests.autodiff.primitive;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A public method that computes, with inputs of any size at which it is smooth, if it is.
 *
 * @param method its name and the types of its parameters, as reflection has them
 * @param inputs the inputs in which the size given stands at least once
 * @param hasSlopes false for results that are constant between jumps
 */
record MethodCase(
        String method, Function<List<Tensor>, Tensor> function, IntFunction<List<Tensor>> inputs, boolean hasSlopes) {
    /** All public methods that compute. */
    static Stream<MethodCase> all() {
        return Stream.of(
                        ElementwiseMethods.all(),
                        ReductionMethods.all(),
                        ShapeMethods.all(),
                        PickingMethods.all(),
                        ProductMethods.all())
                .flatMap(Function.identity());
    }

    static Stream<MethodCase> smooth() {
        return all().filter(MethodCase::hasSlopes);
    }

    // ---- making them

    static MethodCase of(String method, UnaryOperator<Tensor> function, IntFunction<Tensor> input) {
        return new MethodCase(method, in -> function.apply(in.get(0)), n -> List.of(input.apply(n)), true);
    }

    static MethodCase of(
            String method, BinaryOperator<Tensor> function, IntFunction<Tensor> first, IntFunction<Tensor> second) {
        return new MethodCase(
                method,
                in -> function.apply(in.get(0), in.get(1)),
                n -> List.of(first.apply(n), second.apply(n)),
                true);
    }

    MethodCase withoutSlopes() {
        return new MethodCase(method, function, inputs, false);
    }

    // ---- inputs

    /** Numbers between two bounds in random order, none near another: neither of this tensor nor of one of another seed. */
    static Tensor spaced(int seed, double least, double most, int... dims) {
        int count = Shape.of(dims).size();
        List<Integer> places = Arrays.asList(IntStream.range(0, count).boxed().toArray(Integer[]::new));
        Collections.shuffle(places, new Random(seed));
        double shift = 0.618034 * seed % 1;
        return Tensor.of(
                Shape.of(dims),
                places.stream()
                        .mapToDouble(place -> least + (most - least) * (place + shift) / count)
                        .toArray());
    }

    /** Numbers of both signs, with 0.3 < |x| < 1.5. */
    static Tensor signed(int seed, int... dims) {
        Tensor sizes = spaced(seed, 0.3, 1.5, dims);
        Random signs = new Random(~seed);
        return sizes.times(Tensor.of(
                sizes.shape(),
                IntStream.range(0, sizes.size())
                        .mapToDouble(i -> signs.nextBoolean() ? 1 : -1)
                        .toArray()));
    }

    static IntFunction<Tensor> vector(int seed) {
        return n -> signed(seed, n);
    }

    static IntFunction<Tensor> matrix(int seed, int rows) {
        return n -> signed(seed, rows, n);
    }

    String name() {
        return method.substring(0, method.indexOf('('));
    }

    /** The method as tests print it. */
    @Override
    public String toString() {
        return method;
    }
}
