package org.palinode.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Calls of compiled functions from outside, with trees, memory of inputs and new memory of results: microseconds a call. A network of two
 * layers, 1 → width → 1, on one number: value and gradient of its square, and a step of descent.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Calls {
    /** A layer x W + b, W [in, out], b [out]. */
    record Layer(Tensor weight, Tensor bias) {
        Tensor apply(Tensor x) {
            return x.matmul(weight).plus(bias);
        }
    }

    /** Parameters and their gradient. */
    record Descent(List<Layer> layers, List<Layer> gradient) {}

    @Param({"16", "16384"})
    private int width;

    private List<Layer> layers;
    private List<Layer> gradient;
    private Function<List<Layer>, Autodiff.ValueAndGradient<List<Layer>>> valueAndGradient;
    private Function<Descent, List<Layer>> descent;

    @Setup
    public void build() {
        layers = List.of(layer(1, width), layer(width, 1));
        valueAndGradient = Autodiff.compile(at -> Autodiff.valueAndGrad(Calls::loss, at));
        gradient = valueAndGradient.apply(layers).gradient();
        descent = Autodiff.compile(Calls::moved);
    }

    private static Layer layer(int in, int out) {
        return new Layer(Tensor.full(TensorType.float64(in, out), 0.1), Tensor.full(TensorType.float64(out), 0.01));
    }

    private static Tensor loss(List<Layer> layers) {
        Tensor x = Tensor.full(TensorType.float64(1, 1), 0.5);
        return layers.get(1).apply(layers.get(0).apply(x).tanh()).square().sum();
    }

    private static List<Layer> moved(Descent at) {
        List<Layer> moved = new ArrayList<>();
        for (int i = 0; i < at.layers().size(); i++) {
            Layer layer = at.layers().get(i);
            Layer slope = at.gradient().get(i);
            moved.add(new Layer(
                    layer.weight().minus(slope.weight().times(1e-3)), layer.bias().minus(slope.bias().times(1e-3))));
        }
        return moved;
    }

    /** Value and gradient at the same parameters again. */
    @Benchmark
    public Object valueAndGradient() {
        return valueAndGradient.apply(layers);
    }

    /** A step from where the last one ended: inputs are new at each call. */
    @Benchmark
    public Object descent() {
        layers = descent.apply(new Descent(layers, gradient));
        return layers;
    }
}
