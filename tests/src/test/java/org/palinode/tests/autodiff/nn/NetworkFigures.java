package org.palinode.tests.autodiff.nn;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.constraint.Constraint;
import org.palinode.autodiff.constraint.Interval;
import org.palinode.autodiff.constraint.Positive;
import org.palinode.autodiff.constraint.Simplex;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.nn.Attention;
import org.palinode.autodiff.nn.BatchNorm;
import org.palinode.autodiff.nn.Conv;
import org.palinode.autodiff.nn.Embedding;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.LayerNorm;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.LstmCell;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/**
 * A layer, loss or constraint as a function of all that it is made of, with output and gradients of Equinox, Flax, Optax and JAX, made by
 * tests/figures/nn.py.
 *
 * @param gradients of Σ weights · output by the inputs
 */
record NetworkFigures(
        String name,
        Function<List<Tensor>, Tensor> function,
        List<Tensor> inputs,
        Tensor output,
        Tensor weights,
        List<Tensor> gradients) {
    private record Array(int[] dims, double[] numbers) {
        Tensor tensor() {
            return Tensor.of(Shape.of(dims), numbers);
        }
    }

    private record Stored(List<Array> inputs, Array output, Array weights, List<Array> gradients) {}

    static Stream<NetworkFigures> all() {
        return stored().entrySet().stream().map(each -> of(each.getKey(), each.getValue()));
    }

    private static NetworkFigures of(String name, Stored stored) {
        Function<List<Tensor>, Tensor> function = FUNCTIONS.get(name);
        if (function == null) {
            throw new IllegalStateException("tests/figures/nn.py has " + name + ", which is no function here");
        }
        return new NetworkFigures(
                name,
                function,
                stored.inputs.stream().map(Array::tensor).toList(),
                stored.output.tensor(),
                stored.weights.tensor(),
                stored.gradients.stream().map(Array::tensor).toList());
    }

    private static Map<String, Stored> stored() {
        try (InputStream stream = NetworkFigures.class.getResourceAsStream("/figures/nn.json")) {
            return new ObjectMapper().readValue(stream, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names() {
        return FUNCTIONS.keySet().stream().sorted().toList();
    }

    /** Whether differences show its second derivatives: Huber's loss has none where its pieces meet, large logits have those of size 0. */
    boolean isSmooth() {
        return !name.equals("huber") && !name.contains("large");
    }

    private static Map.Entry<String, Function<List<Tensor>, Tensor>> of(String name, UnaryOperator<Tensor> function) {
        return entry(name, in -> function.apply(in.get(0)));
    }

    private static Map.Entry<String, Function<List<Tensor>, Tensor>> of(String name, BinaryOperator<Tensor> function) {
        return entry(name, in -> function.apply(in.get(0), in.get(1)));
    }

    private static Tensor gru(List<Tensor> in) {
        return new GruCell(in.get(0), in.get(1), in.get(2), in.get(3)).step(in.get(4), in.get(5));
    }

    private static Tensor lstm(List<Tensor> in) {
        LstmCell.State state =
                new LstmCell(in.get(0), in.get(1), in.get(2)).step(new LstmCell.State(in.get(3), in.get(4)), in.get(5));
        return Tensor.stack(state.output(), state.memory());
    }

    private static Tensor layerNorm(List<Tensor> in) {
        return new LayerNorm(in.get(0), in.get(1), 1e-5).apply(in.get(2));
    }

    private static Tensor batchNorm(List<Tensor> in) {
        BatchNorm norm = new BatchNorm(in.get(0), in.get(1), 1e-5, 0.1);
        return norm.train(norm.start(), in.get(2)).value();
    }

    private static Function<List<Tensor>, Tensor> conv(Window window) {
        return in -> new Conv(in.get(0), in.get(1), window).apply(in.get(2));
    }

    private static Function<List<Tensor>, Tensor> attention(int heads, Tensor mask) {
        return in -> new Attention(
                        new Linear(in.get(0), in.get(1)),
                        new Linear(in.get(2), in.get(3)),
                        new Linear(in.get(4), in.get(5)),
                        new Linear(in.get(6), in.get(7)),
                        heads)
                .apply(in.get(8), in.get(9), mask);
    }

    private static final Indices LABELS = Indices.of(2, 0, 1, 3, 3, 0, 1);
    private static final Constraint INTERVAL = new Interval(-2, 3);

    private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS = Map.ofEntries(
            entry("gru", NetworkFigures::gru),
            entry("lstm", NetworkFigures::lstm),
            entry("layerNorm", NetworkFigures::layerNorm),
            entry("layerNorm of large numbers", NetworkFigures::layerNorm),
            entry("batchNorm", NetworkFigures::batchNorm),
            entry("batchNorm of images", NetworkFigures::batchNorm),
            entry(
                    "batchNorm running",
                    in -> new BatchNorm(in.get(0), in.get(1), 1e-5, 0.1)
                            .apply(new BatchNorm.State(in.get(2), in.get(3)), in.get(4))),
            of("embedding", table -> new Embedding(table).apply(Indices.of(4, 0, 4, 2, 1, 0, 0))),
            entry("conv1d", conv(Window.of(4))),
            entry("conv1d causal", conv(Window.of(3).padding(2).dilation(2))),
            entry("conv2d", conv(Window.of(3, 3).strides(2).padding(1))),
            entry("attention", attention(2, null)),
            entry("attention causal", attention(3, Attention.causal(5))),
            of("mse", Loss::mse),
            of("squaredError", Loss::squaredError),
            of("huber", (x, y) -> Loss.huber(x, y, 0.7)),
            of("crossEntropy", logits -> Loss.crossEntropy(logits, LABELS)),
            of("crossEntropy of large logits", logits -> Loss.crossEntropy(logits, LABELS)),
            of("crossEntropy of probabilities", (logits, y) -> Loss.crossEntropy(logits, y)),
            of("binaryCrossEntropy", Loss::binaryCrossEntropy),
            of("binaryCrossEntropy of large logits", Loss::binaryCrossEntropy),
            entry("gaussian", in -> Loss.gaussian(in.get(0), in.get(1), in.get(2))),
            entry("gaussianKl", in -> Loss.gaussianKl(in.get(0), in.get(1), in.get(2), in.get(3))),
            of("gaussianKl of the standard law", (mean, logScale) -> Loss.gaussianKl(mean, logScale)),
            of("exp", Positive.BY_EXP::value),
            of("exp determinant", Positive.BY_EXP::logDeterminant),
            of("softplus", Positive.BY_SOFTPLUS::value),
            of("softplus determinant", Positive.BY_SOFTPLUS::logDeterminant),
            of("interval", INTERVAL::value),
            of("interval determinant", INTERVAL::logDeterminant),
            of("simplex", x -> new Simplex().value(x)),
            of("simplex determinant", x -> new Simplex().logDeterminant(x)));
}
