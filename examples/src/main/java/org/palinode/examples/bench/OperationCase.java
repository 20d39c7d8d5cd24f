package org.palinode.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/**
 * One operation as a compiled function: its value, and the value and gradient of its weighted sum.
 *
 * @param inputs the shapes of what it is differentiated by
 */
record OperationCase(String name, List<Shape> inputs, Function<List<Tensor>, Tensor> function) implements BenchCase {
    /** Rows that are the same number of times longer than wide in memory: a megabyte in float64. */
    private static final Shape ROWS = Shape.of(1024, 128);

    /** Added to a variance, as is usual. */
    private static final double LEAST_VARIANCE = 1e-5;

    static List<BenchCase> all() {
        return List.of(
                new OperationCase("softmax", List.of(ROWS), in -> in.get(0).softmax(1)),
                new OperationCase("layer-norm", List.of(ROWS, Shape.of(128), Shape.of(128)), OperationCase::layerNorm),
                new OperationCase("cumsum", List.of(ROWS), in -> in.get(0).cumsum(1)),
                new OperationCase(
                        "cumsum-columns", List.of(ROWS), in -> in.get(0).cumsum(0)),
                new OperationCase("take-rows", List.of(ROWS), in -> in.get(0).take(0, positions(in.get(0), 1024))),
                new OperationCase("take", List.of(ROWS), in -> in.get(0).take(1, positions(in.get(0), 128))),
                convolution("conv-8", 1, 8, 8),
                convolution("conv-8-deep", 8, 16, 8),
                convolution("conv-28", 1, 8, 28),
                convolution("conv-28-deep", 8, 16, 28),
                new OperationCase("gru", Gru.INPUTS, Gru::states));
    }

    private static Tensor layerNorm(List<Tensor> in) {
        Tensor x = in.get(0);
        Axes row = Axes.of(1).kept();
        Tensor centred = x.minus(x.mean(row));
        Tensor deviation = x.var(row).plus(LEAST_VARIANCE).sqrt();
        return centred.dividedBy(deviation).times(in.get(1)).plus(in.get(2));
    }

    /** As many positions as numbers in the first column of x, computed from them. */
    private static Indices positions(Tensor x, int count) {
        Tensor waves = x.reshape(-1).slice(0, 0, count).stopGradient();
        return Indices.of(waves.plus(1).times(count / 2.0 - 0.5).floor());
    }

    private static BenchCase convolution(String name, int channels, int kernels, int size) {
        List<Shape> inputs = List.of(Shape.of(64, channels, size, size), Shape.of(kernels, channels, 3, 3));
        return new OperationCase(name, inputs, in -> in.get(0).conv2d(in.get(1)));
    }

    @Override
    public String solver() {
        return "none";
    }

    @Override
    public List<String> adjoints() {
        return List.of(FORWARD, GRADIENT);
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        List<Tensor> in = new ArrayList<>();
        for (Shape shape : inputs) {
            in.add(Waves.tensor(dtype, 100 * in.size(), shape.dims()));
        }
        if (adjoint.equals(FORWARD)) {
            Function<List<Tensor>, Tensor> compiled = Autodiff.compile(function);
            return () -> new Result(compiled.apply(in).size(), 0, 0, 0);
        }
        Tensor weights = Waves.tensor(dtype, 1000, function.apply(in).shape().dims());
        Function<List<List<Tensor>>, ValueAndGradient<List<Tensor>>> compiled =
                Autodiff.compile(both -> Autodiff.valueAndGrad(
                        x -> function.apply(x).times(both.get(1).get(0)).sum(), both.get(0)));
        List<List<Tensor>> both =
                List.of(in, List.of(weights)); // weights that are handed over cannot be computed with in advance
        return () -> new Result(compiled.apply(both).value().item(), 0, 0, 0);
    }
}
