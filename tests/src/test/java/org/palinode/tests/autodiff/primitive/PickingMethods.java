package org.palinode.tests.autodiff.primitive;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Methods that find numbers and pick them, those of indices, and those that draw by what a program computes. */
final class PickingMethods {
    private PickingMethods() {}

    static Stream<MethodCase> all() {
        return Stream.of(picking(), finding(), indices(), drawn()).flatMap(each -> each);
    }

    /** Of a matrix [3, n]. */
    private static MethodCase matrix(String method, UnaryOperator<Tensor> function) {
        return MethodCase.of(method, function, MethodCase.matrix(31, 3));
    }

    private static Stream<MethodCase> picking() {
        return Stream.of(
                matrix("take(int,int[])", x -> x.take(-1, 0, -1, 0)),
                matrix(
                        "take(int,Indices)",
                        x -> x.take(-1, x.index(0, 0).argmax(0).plus(Indices.of(0, 0)))),
                matrix("takeAlong(int,Indices)", x -> x.takeAlong(-1, Indices.of(Shape.of(3, 2), 0, -1, -1, 0, 0, 0))),
                MethodCase.of(
                        "scatterAdd(int,Indices,Tensor)",
                        (x, y) -> x.scatterAdd(-1, Indices.of(0, -1, 0), y),
                        MethodCase.matrix(31, 3),
                        n -> MethodCase.signed(32, 3, 3)),
                new MethodCase(
                        "interp(Tensor,Tensor)",
                        in -> in.get(0).interp(in.get(1).cumsum(0), in.get(2)),
                        n -> List.of(
                                MethodCase.spaced(33, 0, n, 4),
                                MethodCase.spaced(34, 0.3, 1.5, n),
                                MethodCase.signed(35, n)),
                        true),
                matrix("sort(int)", x -> x.sort(-1).values()),
                matrix(
                        "topK(int,int)",
                        x -> x.topK(-1, (x.shape().dim(1) + 1) / 2).values()));
    }

    private static Stream<MethodCase> finding() {
        return Stream.of(
                        matrix("argmax(int)", x -> x.argmax(-1).numbers()),
                        matrix("argmin(int)", x -> x.argmin(-1).numbers()),
                        MethodCase.of(
                                "searchSorted(Tensor)",
                                (x, y) -> x.searchSorted(y).numbers(),
                                n -> MethodCase.spaced(36, 0, 1, n).sort(0).values(),
                                n -> MethodCase.spaced(37, -0.2, 1.2, 5)))
                .map(MethodCase::withoutSlopes);
    }

    private static MethodCase order(String method, UnaryOperator<Indices> function) {
        return matrix(
                        "Indices." + method,
                        x -> function.apply(x.sort(-1).order()).numbers())
                .withoutSlopes();
    }

    private static Stream<MethodCase> indices() {
        return Stream.of(
                order("plus(Indices)", order -> order.plus(order)),
                order("plus(int)", order -> order.plus(2)),
                order("minus(Indices)", order -> order.minus(order.plus(order))),
                order("minus(int)", order -> order.minus(2)),
                order("times(int)", order -> order.times(3)),
                order("mod(int)", order -> order.minus(2).mod(3)),
                order("get(int[])", order -> order.get(1)),
                order("slice(int,int,int)", order -> order.slice(0, 1, 3)),
                order("reshape(int[])", order -> order.reshape(3, 1, -1)),
                order("within(int,String,String)", order -> order.within(64, "this needs places", "as sort gives")),
                order("take(int,Indices)", order -> order.take(0, Indices.of(2, 0))),
                matrix(
                                "Indices.equalTo(Indices)",
                                x -> x.sort(0).order().equalTo(x.sort(-1).order()))
                        .withoutSlopes(),
                matrix("Indices.equalTo(int)", x -> x.sort(-1).order().equalTo(1))
                        .withoutSlopes(),
                matrix("Indices.oneHot(int)", x -> x.sort(-1).order().oneHot(4)).withoutSlopes(),
                matrix("Indices.numbers()", x -> x.sort(-1).order().numbers()).withoutSlopes());
    }

    private static Stream<MethodCase> drawn() {
        return Stream.of(
                matrix("RandomKey.bernoulli(Tensor)", x -> RandomKey.of(1).bernoulli(x.sigmoid()))
                        .withoutSlopes(),
                matrix(
                                "RandomKey.categorical(Tensor,int)",
                                x -> RandomKey.of(1).categorical(x, -1).numbers())
                        .withoutSlopes());
    }
}
