package org.palinode.tests.autodiff.primitive;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Tensor;

/** Methods that make one number of many, or numbers up to each. */
final class ReductionMethods {
    private static final Axes ENDS = Axes.of(0, -1).kept();

    private ReductionMethods() {}

    static Stream<MethodCase> all() {
        return Stream.of(sums(), moments(), extremes(), truth(), exponentials()).flatMap(each -> each);
    }

    private static MethodCase vector(String method, UnaryOperator<Tensor> function) {
        return MethodCase.of(method, function, MethodCase.vector(11));
    }

    /** Of a tensor [2, 3, n]. */
    private static MethodCase cube(String method, UnaryOperator<Tensor> function) {
        return MethodCase.of(method, function, n -> MethodCase.signed(12, 2, 3, n));
    }

    private static Stream<MethodCase> sums() {
        return Stream.of(
                vector("sum()", Tensor::sum),
                cube("sum(int[])", x -> x.sum(0, -1)),
                cube("sum(Axes)", x -> x.sum(ENDS)),
                cube("sumTo(Shape)", x -> x.sumTo(Shape.of(3, 1))),
                vector("prod()", Tensor::prod),
                cube("prod(int[])", x -> x.prod(-1)),
                cube("prod(Axes)", x -> x.prod(ENDS)),
                cube("cumsum(int)", x -> x.cumsum(-1)),
                cube("cumprod(int)", x -> x.cumprod(-1)));
    }

    private static Stream<MethodCase> moments() {
        return Stream.of(
                vector("mean()", Tensor::mean),
                cube("mean(int[])", x -> x.mean(-1)),
                cube("mean(Axes)", x -> x.mean(ENDS)),
                vector("var()", Tensor::var),
                cube("var(int[])", x -> x.var(0, -1)),
                cube("var(Axes)", x -> x.var(ENDS)),
                cube("std()", Tensor::std),
                cube("std(int[])", x -> x.std(0, -1)),
                cube("std(Axes)", x -> x.std(ENDS)),
                vector("norm()", Tensor::norm),
                cube("norm(int[])", x -> x.norm(-1)),
                cube("norm(Axes)", x -> x.norm(ENDS)));
    }

    private static Stream<MethodCase> extremes() {
        return Stream.of(
                vector("max()", Tensor::max),
                cube("max(int[])", x -> x.max(-1)),
                cube("max(Axes)", x -> x.max(ENDS)),
                vector("min()", Tensor::min),
                cube("min(int[])", x -> x.min(-1)),
                cube("min(Axes)", x -> x.min(ENDS)));
    }

    private static Stream<MethodCase> truth() {
        return Stream.of(
                        vector("any()", x -> x.relu().any()),
                        cube("any(int[])", x -> x.minus(1.2).relu().any(-1)),
                        cube("any(Axes)", x -> x.relu().any(ENDS)),
                        vector("all()", x -> x.plus(1.2).relu().all()),
                        cube("all(int[])", x -> x.plus(1.2).relu().all(-1)),
                        cube("all(Axes)", x -> x.relu().all(ENDS)))
                .map(MethodCase::withoutSlopes);
    }

    private static Stream<MethodCase> exponentials() {
        return Stream.of(
                vector("logSumExp()", Tensor::logSumExp),
                cube("logSumExp(int[])", x -> x.logSumExp(-1)),
                cube("logSumExp(Axes)", x -> x.logSumExp(ENDS)),
                cube("softmax(int)", x -> x.softmax(-1)),
                cube("logSoftmax(int)", x -> x.logSoftmax(-1)));
    }
}
