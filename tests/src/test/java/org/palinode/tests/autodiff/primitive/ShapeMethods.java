package org.palinode.tests.autodiff.primitive;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** Methods that move numbers and leave them as they are. */
final class ShapeMethods {
    private ShapeMethods() {}

    static Stream<MethodCase> all() {
        return Stream.of(shapes(), parts(), pieces()).flatMap(each -> each);
    }

    /** Of a matrix [3, n]. */
    private static MethodCase matrix(String method, UnaryOperator<Tensor> function) {
        return MethodCase.of(method, function, MethodCase.matrix(21, 3));
    }

    private static Stream<MethodCase> shapes() {
        return Stream.of(
                matrix("reshape(Shape)", x -> x.reshape(Shape.of(x.size()))),
                matrix("reshape(int[])", x -> x.reshape(x.shape().dim(1), 3)),
                matrix("flatten()", Tensor::flatten),
                matrix("transpose()", Tensor::transpose),
                matrix("transpose(int[])", x -> x.transpose(1, 0)),
                matrix("broadcastTo(Shape)", x -> x.broadcastTo(x.shape().insert(0, 2))),
                matrix("broadcastTo(int[])", x -> x.broadcastTo(2, 3, x.shape().dim(1))),
                matrix("expandDims(int)", x -> x.expandDims(1)),
                MethodCase.of("squeeze(int)", x -> x.squeeze(1), n -> MethodCase.signed(22, 2, 1, n)),
                matrix("repeat(int,int)", x -> x.repeat(-1, 2)),
                matrix("tile(int,int)", x -> x.tile(-1, 2)),
                matrix("flip(int)", x -> x.flip(-1)),
                matrix("roll(int,int)", x -> x.roll(-1, 2)),
                matrix("pad(int,int,int,double)", x -> x.pad(-1, 1, 2, 0.5)));
    }

    private static Stream<MethodCase> parts() {
        return Stream.of(
                matrix(
                        "slice(int,int,int)",
                        x -> x.slice(-1, x.shape().dim(1) / 2, x.shape().dim(1))),
                matrix("slice(int,int,int,int)", x -> x.slice(-1, 0, x.shape().dim(1), 2)),
                matrix(
                        "split(int,int[])",
                        x -> x.split(
                                        -1,
                                        x.shape().dim(1) / 2,
                                        x.shape().dim(1) - x.shape().dim(1) / 2)
                                .get(1)),
                matrix("get(int[])", x -> x.get(-1)),
                matrix("index(int,int)", x -> x.index(-1, -1)),
                matrix("tril(int)", x -> x.tril(1)),
                matrix("triu(int)", x -> x.triu(-1)),
                matrix("diagonal()", Tensor::diagonal),
                MethodCase.of("diag()", Tensor::diag, MethodCase.vector(23)),
                matrix("trace()", Tensor::trace));
    }

    private static Stream<MethodCase> pieces() {
        return Stream.of(
                MethodCase.of(
                        "concatenate(int,Tensor[])",
                        (x, y) -> Tensor.concatenate(-1, x, y),
                        MethodCase.matrix(24, 3),
                        n -> MethodCase.signed(25, 3, 2 * n)),
                MethodCase.of(
                        "concatenate(int,List)",
                        (x, y) -> Tensor.concatenate(0, List.of(x, y)),
                        MethodCase.matrix(24, 3),
                        MethodCase.matrix(25, 2)),
                MethodCase.of(
                        "stack(Tensor[])", (x, y) -> Tensor.stack(x, y), MethodCase.vector(24), MethodCase.vector(25)),
                MethodCase.of(
                        "stack(int,Tensor[])",
                        (x, y) -> Tensor.stack(-1, x, y),
                        MethodCase.vector(24),
                        MethodCase.vector(25)),
                MethodCase.of(
                        "stack(int,List)",
                        (x, y) -> Tensor.stack(1, List.of(x, y)),
                        MethodCase.vector(24),
                        MethodCase.vector(25)));
    }
}
