package org.palinode.autodiff.tensor;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.decomposition.Eigen;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.decomposition.Svd;
import org.palinode.autodiff.memory.Shape;

/** A method of {@link Tensor} that is made of primitives, with inputs and numpy's output, made by tests/figures/arrays.py. */
public record ArrayOperation(
        String name, Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Tensor expected) {
    private static final String EINSUM = "einsum ";
    private static final String[] JUMPS = {
        "any",
        "all",
        "and",
        "or",
        "not",
        "isFinite",
        "stopGradient",
        "ratioTo",
        "lessEqual",
        "greaterEqual",
        "equalTo",
        "Indices.equalTo"
    };
    private static final Axes ENDS = Axes.of(0, 2);

    private record Array(int[] dims, double[] numbers) {
        Tensor tensor() {
            return Tensor.of(Shape.of(dims), numbers);
        }
    }

    private record Figures(List<Array> inputs, Array output) {}

    /** All that there are figures for. */
    public static Stream<ArrayOperation> all() {
        return figures().entrySet().stream().map(each -> of(each.getKey(), each.getValue()));
    }

    /** Those with slopes that differences show. */
    public static Stream<ArrayOperation> smooth() {
        return all().filter(ArrayOperation::isSmooth);
    }

    private static ArrayOperation of(String name, Figures figures) {
        Function<List<Tensor>, Tensor> function = name.startsWith(EINSUM)
                ? in -> Tensor.einsum(name.substring(EINSUM.length()), in.toArray(Tensor[]::new))
                : FUNCTIONS.get(name);
        if (function == null) {
            throw new IllegalStateException("tests/figures/arrays.py has " + name + ", which is no function here");
        }
        List<Tensor> inputs = figures.inputs().stream().map(Array::tensor).toList();
        return new ArrayOperation(name, function, inputs, figures.output().tensor());
    }

    public static List<String> names() {
        return FUNCTIONS.keySet().stream().sorted().toList();
    }

    private static Map<String, Figures> figures() {
        try (InputStream stream = ArrayOperation.class.getResourceAsStream("/figures/arrays.json")) {
            return new ObjectMapper().readValue(stream, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map.Entry<String, Function<List<Tensor>, Tensor>> of(String name, UnaryOperator<Tensor> function) {
        return entry(name, in -> function.apply(in.get(0)));
    }

    private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS = Map.ofEntries(
            of("sum(0,2)", x -> x.sum(0, 2)),
            of("sum(kept 0,-1)", x -> x.sum(Axes.of(0, -1).kept())),
            of("sum(all kept)", x -> x.sum(Axes.all().kept())),
            of("mean(1,2)", x -> x.mean(1, 2)),
            of("var", Tensor::var),
            of("var(0,2)", x -> x.var(2, 0)),
            of("std(-1)", x -> x.std(-1)),
            of("std(kept 1)", x -> x.std(Axes.of(1).kept())),
            of("prod", Tensor::prod),
            of("prod(0,2)", x -> x.prod(ENDS)),
            of("prod(1) of zeros", x -> x.prod(1)),
            of("prod(0) of nothing", x -> x.prod(0)),
            of("max(0,2)", x -> x.max(ENDS)),
            of("min(kept 1)", x -> x.min(Axes.of(1).kept())),
            of("any(1)", x -> x.any(1)),
            of("all(0,1)", x -> x.all(0, 1)),
            of("any of nothing", Tensor::any),
            of("all of nothing", Tensor::all),
            of("logSumExp", Tensor::logSumExp),
            of("logSumExp(kept 1)", x -> x.logSumExp(Axes.of(1).kept())),
            of("softmax(1)", x -> x.softmax(1)),
            of("softmax(-1)", x -> x.softmax(-1)),
            of("logSoftmax(0)", x -> x.logSoftmax(0)),
            of("logSoftmax(-1)", x -> x.logSoftmax(-1)),
            of("cumsum(0)", x -> x.cumsum(0)),
            of("cumsum(1)", x -> x.cumsum(1)),
            of("cumsum(-1)", x -> x.cumsum(-1)),
            of("cumprod(0)", x -> x.cumprod(0)),
            of("cumprod(1) of zeros", x -> x.cumprod(1)),
            of("slice(1,0,-1,2)", x -> x.slice(1, 0, -1, 2)),
            of("slice(0,1,5,3)", x -> x.slice(0, 1, 5, 3)),
            of("split", x -> x.split(1, 1, 2, 1).get(1)),
            of("flip(1)", x -> x.flip(1)),
            of("roll(1,1)", x -> x.roll(1, 1)),
            of("roll(0,-7)", x -> x.roll(0, -7)),
            of("pad", x -> x.pad(1, 1, 2, 0.7)),
            of("repeat(1,2)", x -> x.repeat(1, 2)),
            of("tile(1,3)", x -> x.tile(1, 3)),
            of("argmax(1)", x -> x.argmax(1).numbers()),
            of("argmin(0)", x -> x.argmin(0).numbers()),
            of("sort(1)", x -> x.sort(1).values()),
            of("order(-1)", x -> x.sort(-1).order().numbers()),
            of("topK(-1,5)", x -> x.topK(-1, 5).values()),
            of("takeAlong", x -> x.takeAlong(1, Indices.of(Shape.of(3, 2), 0, -1, 2, 2, 3, 1))),
            entry("scatterAdd", in -> in.get(0).scatterAdd(1, Indices.of(3, 0, 3), in.get(1))),
            entry("interp", in -> in.get(0).interp(in.get(1).cumsum(0), in.get(2))),
            of("cholesky", LinearAlgebra::cholesky),
            of("qr.q", a -> LinearAlgebra.qr(a).q()),
            of("qr.r", a -> LinearAlgebra.qr(a).r()),
            of(
                    "qr wide",
                    a -> Tensor.concatenate(
                            -1, LinearAlgebra.qr(a).q(), LinearAlgebra.qr(a).r())),
            of("eigh.values", a -> LinearAlgebra.eigh(a).values()),
            of("eigh.vectors", ArrayOperation::byEigenvectors),
            of("svd.values", a -> LinearAlgebra.svd(a).values()),
            of("svd.vectors", ArrayOperation::bySingularVectors),
            of("svd wide", ArrayOperation::bySingularVectors),
            of("slogdet", a -> LinearAlgebra.slogdet(a).logarithm()),
            of("det", LinearAlgebra::det),
            of("inverse", LinearAlgebra::inverse),
            entry("solve batch", in -> in.get(0).solve(in.get(1))),
            entry("solve broadcast", in -> in.get(0).solve(in.get(1))),
            entry("solveLower", in -> LinearAlgebra.solveLower(in.get(0), in.get(1))),
            entry("solveUpper", in -> LinearAlgebra.solveUpper(in.get(0), in.get(1))),
            entry("lstsq", in -> LinearAlgebra.lstsq(in.get(0), in.get(1))),
            entry("lstsq wide", in -> LinearAlgebra.lstsq(in.get(0), in.get(1))),
            entry("conv1d", in -> in.get(0).conv1d(in.get(1))),
            entry(
                    "conv1d moved",
                    in -> in.get(0)
                            .conv1d(
                                    in.get(1),
                                    Window.of(3).strides(2).padding(1).dilation(3))),
            entry("conv2d", in -> in.get(0).conv2d(in.get(1))),
            entry(
                    "conv2d moved",
                    in -> in.get(0).conv2d(in.get(1), Window.of(3, 3).strides(2).padding(2, 2))),
            of("maxPool", x -> x.maxPool(Window.of(2, 2).strides(2))),
            of("meanPool", x -> x.meanPool(Window.of(3))),
            of("expandDims", x -> x.expandDims(-1)),
            of("squeeze", x -> x.squeeze(1)),
            of("tril", x -> x.tril(1)),
            of("triu", x -> x.triu(-1)),
            of("diagonal", Tensor::diagonal),
            of("diag", Tensor::diag),
            of("trace", Tensor::trace),
            entry("outer", in -> in.get(0).outer(in.get(1))),
            of("clip", x -> x.clip(-0.65, 0.85)),
            entry("clip to tensors", in -> in.get(0).clip(in.get(1), in.get(2))),
            of("leakyRelu", x -> x.leakyRelu(0.1)),
            of("elu", x -> x.elu(1.5)),
            of("logSigmoid", Tensor::logSigmoid),
            of("isFinite", Tensor::isFinite),
            entry("and", in -> in.get(0).and(in.get(1))),
            entry("or", in -> in.get(0).or(in.get(1))),
            of("not", Tensor::not),
            of("1 - x", x -> x.subtractedFrom(1)),
            of("2 / x", x -> x.dividedInto(2)),
            of("1 / x", Tensor::reciprocal),
            of("-x", Tensor::unaryMinus),
            entry("ratioTo", in -> in.get(0).ratioTo(in.get(1))),
            of("sumTo", x -> x.sumTo(Shape.of(3, 1))),
            of("norm(kept 0,2)", x -> x.norm(ENDS.kept())),
            of("norm(-1)", x -> x.norm(-1)),
            of("stopGradient", Tensor::stopGradient),
            entry("lessEqual", in -> in.get(0).lessEqual(in.get(1))),
            entry("greaterEqual", in -> in.get(0).greaterEqual(in.get(1))),
            entry("equalTo", in -> in.get(0).equalTo(in.get(1))),
            of("Indices.equalTo", x -> x.sort(0).order().equalTo(x.sort(1).order())));

    /** V sin(λ) Vᵀ, which does not depend on the signs of vectors. */
    private static Tensor byEigenvectors(Tensor a) {
        Eigen parts = LinearAlgebra.eigh(a);
        return parts.vectors()
                .times(parts.values().sin().expandDims(-2))
                .matmul(parts.vectors().transpose());
    }

    private static Tensor bySingularVectors(Tensor a) {
        Svd parts = LinearAlgebra.svd(a);
        return parts.left().times(parts.values().sin().expandDims(-2)).matmul(parts.right());
    }

    public boolean givesIndices() {
        return is("argmax", "argmin", "order", "Indices.equalTo");
    }

    private boolean is(String... functions) {
        return List.of(functions).contains(name.split("[( ]")[0]);
    }

    /** False for truth and indices, which jumps, and for a result that depends on no input. */
    private boolean isSmooth() {
        return !name.endsWith("nothing") && !givesIndices() && !is(JUMPS);
    }

    /** A function of this name as tests print it. */
    @Override
    public String toString() {
        return name;
    }
}
