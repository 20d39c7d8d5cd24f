package org.palinode.tests.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Attention;
import org.palinode.autodiff.nn.BatchNorm;
import org.palinode.autodiff.nn.Cell;
import org.palinode.autodiff.nn.Chain;
import org.palinode.autodiff.nn.ConcatTime;
import org.palinode.autodiff.nn.Conv;
import org.palinode.autodiff.nn.Dropout;
import org.palinode.autodiff.nn.Embedding;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.LayerNorm;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.LstmCell;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.nn.Residual;
import org.palinode.autodiff.nn.initial.VarianceScaling;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;
import org.palinode.autodiff.tree.Tree;

class LayersTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final DType F64 = DType.FLOAT64;
    /** Sums of a dozen products, in another order. */
    private static final double ROUNDING = 1e-13;

    private static final GruCell GRU = GruCell.random(KEY, F64, 3, 4);
    private static final LstmCell LSTM = LstmCell.random(KEY, F64, 3, 4);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 33})
    void aBatchIsItsRows(int batch) {
        LayerNorm norm = new LayerNorm(KEY.normal(3), KEY.fold(1).normal(3), 1e-5);
        UnaryOperator<Tensor> block = Chain.of(norm, new Residual(Mlp.random(KEY, Activation.TANH, 3, 5, 3)));
        Attention attention = Attention.random(KEY, F64, 4, 2);
        Conv conv = Conv.random(KEY, F64, 2, 3, Window.of(3).padding(1));
        assertRows(block, KEY.normal(batch, 3));
        assertRows(x -> GRU.step(GRU.start(x), x), KEY.normal(batch, 3));
        assertRows(x -> LSTM.step(LSTM.start(x), x).output(), KEY.normal(batch, 3));
        assertRows(x -> attention.apply(x, x, Attention.causal(5)), KEY.normal(batch, 5, 4));
        Tensor signals = KEY.normal(batch, 2, 6);
        Tensor convolved = conv.apply(signals);
        for (int i = 0; i < batch; i++) {
            assertClose(conv.apply(signals.slice(0, i, i + 1)).get(0), convolved.get(i), ROUNDING);
        }
    }

    private static void assertRows(UnaryOperator<Tensor> layer, Tensor batch) {
        Tensor all = layer.apply(batch);
        for (int i = 0; i < batch.shape().dim(0); i++) {
            assertClose(layer.apply(batch.get(i)), all.get(i), ROUNDING);
        }
    }

    // ---- cells

    @Test
    void aMissingInputLeavesTheStateAsItWasWhateverItIs() {
        assertMissingIsSkipped(GRU, GRU.step(Tensor.zeros(2, 4), KEY.normal(2, 3)));
        assertMissingIsSkipped(LSTM, LSTM.step(LSTM.start(Tensor.zeros(2, 3)), KEY.normal(2, 3)));
    }

    private static <S> void assertMissingIsSkipped(Cell<S> cell, S state) {
        Tensor x = Tensor.of(new double[][] {{Double.NaN, 1, Double.NaN}, {1, 2, 3}});
        S full = cell.step(state, x.minus(Tensor.of(new double[][] {{Double.NaN}, {0}})));
        S next = cell.step(state, x, Tensor.of(0, 1));
        List<Tensor> before = Tree.flatten(state).leaves();
        List<Tensor> known = Tree.flatten(full).leaves();
        List<Tensor> after = Tree.flatten(next).leaves();
        for (int i = 0; i < after.size(); i++) {
            assertClose(before.get(i).get(0), after.get(i).get(0), 0);
            assertClose(known.get(i).get(1), after.get(i).get(1), 0);
        }
    }

    @Test
    void gradientsThroughMissingInputsAreThoseOfTheOthers() {
        Tensor rows = Tensor.of(new double[][] {{0.1, -0.4, 0.9}, {Double.NaN, Double.NaN, 0}, {1, 2, 3}});
        GruCell skipping = grad((GruCell cell) -> after(cell, rows, 0, 1, 2)).apply(GRU);
        GruCell without = grad((GruCell cell) -> after(cell, rows, 0, 2)).apply(GRU);
        assertTreesClose(without, skipping, 1e-15);
        assertTreesClose(
                without,
                compile(grad((GruCell cell) -> after(cell, rows, 0, 1, 2))::apply)
                        .apply(GRU),
                1e-15);
        GruCell scanned = grad((GruCell cell) -> cell.over(cell.start(rows.get(0)), rows, Tensor.of(1, 0, 1))
                        .carry()
                        .square()
                        .sum())
                .apply(GRU);
        assertTreesClose(without, scanned, 1e-15);
    }

    private static Tensor after(GruCell cell, Tensor rows, int... which) {
        Tensor state = cell.start(rows.get(0));
        for (int i : which) {
            state = cell.step(state, rows.get(i), Tensor.scalar(i == 1 ? 0 : 1));
        }
        return state.square().sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 33})
    void overASeriesACellGoesRowByRow(int batch) {
        Tensor series = KEY.normal(5, batch, 3);
        Tensor present = KEY.bernoulli(TensorType.float64(5, batch), 0.6);
        LstmCell.State state = LSTM.start(series.get(0));
        LstmCell.State skipping = state;
        for (int i = 0; i < 5; i++) {
            state = LSTM.step(state, series.get(i));
            skipping = LSTM.step(skipping, series.get(i), present.get(i));
            assertTreesClose(
                    state, at(LSTM.over(LSTM.start(series.get(0)), series).output(), i), ROUNDING);
        }
        assertTreesClose(state, LSTM.over(LSTM.start(series.get(0)), series).carry(), ROUNDING);
        assertTreesClose(
                skipping, LSTM.over(LSTM.start(series.get(0)), series, present).carry(), ROUNDING);
    }

    private static LstmCell.State at(LstmCell.State states, int row) {
        return new LstmCell.State(states.output().get(row), states.memory().get(row));
    }

    @Test
    void theForgetGateIsOpenAtFirst() {
        Tensor bias = LSTM.bias();
        assertTrue(bias.slice(0, 4, 8).minus(1).abs().max().item() <= 0.5); // uniform in 1 ± 1/√4
        assertTrue(Tensor.concatenate(0, bias.slice(0, 0, 4), bias.slice(0, 8, 16))
                        .abs()
                        .max()
                        .item()
                <= 0.5);
    }

    // ---- norms

    @Test
    void rowsOfALayerNormHaveMean0AndVariance1AtEveryScale() {
        LayerNorm norm = LayerNorm.of(F64, 130);
        for (double scale : new double[] {1, 1e8, 1e150}) {
            Tensor y = norm.apply(KEY.normal(7, 130).plus(1).times(scale));
            assertEquals(0, y.mean(-1).abs().max().item(), 1e-13);
            assertEquals(1, y.var(-1).min().item(), 2e-5); // ε = 1e-5 beside a variance near 1
        }
        assertNumbers(norm.apply(Tensor.full(TensorType.float64(130), 3)), 0, new double[130]);
    }

    @Test
    void runningMomentsMoveByTheShareAndAreUsedInUse() {
        BatchNorm norm = new BatchNorm(Tensor.of(2), Tensor.of(1), 1e-5, 0.25);
        Tensor x = Tensor.of(new double[][] {{1}, {3}, {8}});
        BatchNorm.Trained trained = norm.train(norm.start(), x); // mean 4, variance (9 + 1 + 16) / 2 = 13
        assertNumbers(trained.state().mean(), 1e-15, 0.25 * 4);
        assertNumbers(trained.state().variance(), 1e-15, 0.75 + 0.25 * 13);
        double spread = Math.sqrt(4 + 1e-5);
        assertNumbers(norm.apply(trained.state(), x), 1e-15, 1, 1 + 4 / spread, 1 + 14 / spread);
        Tensor slopes = grad((Tensor y) ->
                        norm.train(norm.start(), y).state().mean().sum().plus(y.sum()))
                .apply(x);
        assertNumbers(slopes, 0, 1, 1, 1);
    }

    @Test
    void movingMomentsComeNearThoseOfTheLaw() {
        BatchNorm norm = BatchNorm.of(F64, 1);
        BatchNorm.State state = norm.start();
        for (int i = 0; i < 300; i++) {
            state = norm.train(state, KEY.fold(i).normal(33, 1).times(3).plus(5))
                    .state();
        }
        // Means over some 20 batches of 33: deviations 3 / √650 = 0.12, and 9 √(2/650) = 0.5.
        assertNumbers(state.mean(), 0.5, 5);
        assertNumbers(state.variance(), 2, 9);
    }

    // ---- dropout

    @Test
    void dropoutKeepsTheMeanAndTheSameKeyHidesTheSame() {
        Dropout dropout = new Dropout(0.3);
        Tensor ones = Tensor.ones(100, 1000);
        Tensor y = dropout.train(ones, KEY);
        assertEquals(1, y.mean().item(), 0.01); // deviation √(0.3/0.7 / 1e5) = 0.002
        assertEquals(0.3, y.equalTo(0).mean().item(), 0.01);
        assertEquals(1 / 0.7, y.max().item(), 1e-15);
        assertClose(y, dropout.train(ones, KEY), 0);
        assertClose(y, dropout.train(ones, dropout.mask(KEY, ones.type())), 0);
        assertTrue(y.minus(dropout.train(ones, KEY.fold(1))).abs().max().item() > 1);
        assertClose(ones, new Dropout(0).train(ones, KEY), 0);
        assertSame(DType.FLOAT32, dropout.train(Tensor.float32(1, 2), KEY).dtype());
    }

    /** A mask among the arguments is a new one in each call of a compiled function; one drawn inside would not be. */
    @Test
    void masksGoIntoCompiledFunctions() {
        Dropout dropout = new Dropout(0.5);
        Tensor x = KEY.normal(33);
        Function<List<Tensor>, Tensor> compiled =
                compile((List<Tensor> in) -> dropout.train(in.get(0), in.get(1)).sum());
        for (int i = 0; i < 3; i++) {
            Tensor mask = dropout.mask(KEY.fold(i), x.type());
            assertEquals(x.dot(mask).item(), compiled.apply(List.of(x, mask)).item(), ROUNDING);
        }
    }

    @Test
    void aMaskThatACompiledFunctionWouldKeepIsRefused() {
        Dropout dropout = new Dropout(0.5);
        Tensor x = KEY.normal(33);
        UnaryOperator<Tensor> slope =
                grad((Tensor each) -> dropout.train(each, KEY).sum());
        assertClose(dropout.mask(KEY, x.type()), slope.apply(x), 0);
        String text =
                "dropout draws a mask of a key when it is called, but its input f64[33] belongs to a program being traced,"
                        + " which would keep this one mask; draw it outside, by dropout.mask(key.fold(step), type), and hand it in;"
                        + " a Trainer's batches bring it along by batches.map((batch, step) -> ...), or it runs eagerly()";
        refused(text, () -> compile((Tensor each) -> dropout.train(each, KEY)).apply(x));
        refused(text, () -> compile(slope).apply(x));
    }

    // ---- blocks

    @Test
    void aNetworkIsToldTheTimeAsItsLastInput() {
        ConcatTime net =
                new ConcatTime(new Linear(Tensor.of(new double[][] {{1, 0}, {0, 1}, {10, 100}}), Tensor.of(0, 0)));
        assertNumbers(net.apply(Tensor.scalar(2), Tensor.of(1, 2)), 0, 21, 202);
        assertNumbers(net.apply(Tensor.scalar(2), Tensor.of(new double[][] {{1, 2}, {3, 4}})), 0, 21, 202, 23, 204);
        ConcatTime single = new ConcatTime(Linear.random(KEY, DType.FLOAT32, 3, 2));
        Tensor rows = Tensor.float32(1, 2, 3, 4).reshape(2, 2);
        assertSame(DType.FLOAT32, single.apply(Tensor.scalar(2), rows).dtype());
    }

    @Test
    void layersInsideOfBlocksAreTrained() {
        Chain net = Chain.of(
                new Residual(Linear.random(KEY, F64, 3, 3)), Activation.RELU, LayerNorm.of(F64, 3), Tensor::sin);
        Chain gradient =
                grad((Chain each) -> each.apply(Tensor.of(0.3, 1, -2)).sum()).apply(net);
        assertEquals(
                List.of("parts[0].inner.weight", "parts[0].inner.bias", "parts[2].scale", "parts[2].shift"),
                Tree.flatten(gradient).structure().paths());
        assertNumbers(
                Chain.of(new Residual(Tensor::sin), Tensor::square).apply(Tensor.scalar(1)),
                1e-15,
                Math.pow(1 + Math.sin(1), 2));
    }

    // ---- attention

    @Test
    void hiddenRowsDoNotCount() {
        Attention attention = Attention.random(KEY, F64, 4, 2);
        Tensor queries = KEY.normal(3, 4);
        Tensor source = KEY.fold(1).normal(5, 4);
        Tensor mask = Tensor.of(new double[][] {{1, 1, 0, 0, 0}, {1, 1, 1, 1, 1}, {0, 0, 0, 0, 0}});
        Tensor y = attention.apply(queries, source, mask);
        assertClose(
                attention.apply(queries.slice(0, 0, 1), source.slice(0, 0, 2)).get(0), y.get(0), 1e-15);
        assertClose(attention.apply(queries, source).get(1), y.get(1), 1e-15);
        assertClose(attention.output().bias(), y.get(2), 0); // sees nothing
        Tensor slopes = grad((Tensor s) ->
                        attention.apply(queries, s, mask).get(0).sum())
                .apply(source);
        assertTrue(
                slopes.isFinite().all().item() == 1 && slopes.get(0).abs().max().item() > 0);
        assertNumbers(slopes.slice(0, 2, 5), 0, new double[12]);
    }

    @Test
    void eachBatchHasAMaskOfItsOwn() {
        Attention attention = Attention.random(KEY, F64, 6, 3);
        Tensor x = KEY.normal(2, 4, 6);
        Tensor masks = Tensor.stack(Attention.causal(4), Tensor.ones(4, 4));
        Tensor y = attention.apply(x, x, masks);
        assertClose(attention.apply(x.get(0), x.get(0), Attention.causal(4)), y.get(0), 1e-15);
        assertClose(attention.apply(x.get(1), x.get(1)), y.get(1), 1e-15);
    }

    // ---- single precision, keys, refusals

    @Test
    void randomLayersOfSinglePrecisionAreSingleThroughout() {
        List<Object> layers = List.of(
                GruCell.random(KEY, DType.FLOAT32, 3, 4),
                LstmCell.random(KEY, DType.FLOAT32, 3, 4),
                LayerNorm.of(DType.FLOAT32, 3),
                BatchNorm.of(DType.FLOAT32, 3),
                Embedding.random(KEY, DType.FLOAT32, 3, 4),
                Conv.random(KEY, DType.FLOAT32, 2, 3, Window.of(3, 3)),
                Conv.random(KEY, DType.FLOAT32, 2, 3, Window.of(3), VarianceScaling.HE_NORMAL),
                Attention.random(KEY, DType.FLOAT32, 4, 2),
                Mlp.random(KEY, DType.FLOAT32, Activation.RELU, VarianceScaling.HE_UNIFORM, 3, 4, 1));
        Tree.flatten(layers).leaves().forEach(leaf -> assertSame(DType.FLOAT32, leaf.dtype()));
        Tensor hidden = Attention.random(KEY, DType.FLOAT32, 4, 2)
                .apply(
                        Tensor.float32(1, 2, 3, 4).reshape(1, 4),
                        Tensor.float32(1, 2, 3, 4).reshape(1, 4),
                        Tensor.zeros(1, 1));
        assertTrue(hidden.isFinite().all().item() == 1);
    }

    @Test
    void theSameKeyDrawsTheSameLayerAndNoTwoParametersAreAlike() {
        assertTreesClose(GRU, GruCell.random(KEY, F64, 3, 4), 0);
        List<Tensor> parts = Tree.flatten(
                        List.of(GRU, Attention.random(KEY, F64, 4, 2).query()))
                .leaves();
        IntStream.range(1, 4)
                .forEach(i -> assertTrue(Math.abs(parts.get(i).flatten().get(0).item()
                                - parts.get(i - 1).flatten().get(0).item())
                        > 1e-6));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(
                "a GRU cell needs inputWeight [in, 3n], stateWeight [n, 3n], bias [3n] and candidateBias [n] of one type, got [f64[2, 6], f64[2, 6], f64[5], f64[2]]",
                () -> new GruCell(Tensor.zeros(2, 6), Tensor.zeros(2, 6), Tensor.zeros(5), Tensor.zeros(2)));
        refused(
                "a GRU cell needs an input f64[..., 3], got f64[7, 2]",
                () -> GRU.step(Tensor.zeros(4), Tensor.zeros(7, 2)));
        refused(
                "the state of a GRU cell needs an input f64[..., 4], got f64[3]",
                () -> GRU.step(Tensor.zeros(3), Tensor.zeros(3)));
        refused("an LSTM cell needs widths of at least 1, got 0", () -> LstmCell.random(KEY, F64, 3, 0));
        refused(
                "an LSTM cell needs inputWeight [in, 4n], stateWeight [n, 4n] and bias [4n] of one type, got [f64[3, 8], f32[2], f64[8]]",
                () -> new LstmCell(Tensor.zeros(3, 8), Tensor.float32(1, 2), Tensor.zeros(8)));
        refused(
                "a layer norm needs an input f64[..., 3], got f64[3, 2]",
                () -> LayerNorm.of(F64, 3).apply(Tensor.zeros(3, 2)));
        refused(
                "a linear layer needs an input f64[..., 3], got f64[7, 4]",
                () -> Linear.random(KEY, F64, 3, 1).apply(Tensor.zeros(7, 4)));
        refused(
                "a linear layer needs an input f64[..., 3], got f32[3]; cast it, or make the layer in f32",
                () -> Linear.random(KEY, F64, 3, 1).apply(Tensor.float32(1, 2, 3)));
        refused(
                "a layer norm needs a positive epsilon, such as 1e-5, got 0.0",
                () -> new LayerNorm(Tensor.of(1), Tensor.of(0), 0));
        BatchNorm norm = BatchNorm.of(F64, 3);
        refused(
                "a batch norm needs a batch f64[n, 3, ...], got f64[3]",
                () -> norm.train(norm.start(), Tensor.zeros(3)));
        refused(
                "a batch norm needs a batch f64[n, 3, ...], got f32[2, 3]",
                () -> norm.train(norm.start(), Tensor.zeros(2, 3).cast(DType.FLOAT32)));
        refused(
                "a batch norm is trained on at least 2 numbers a channel, got f64[1, 3]",
                () -> norm.train(norm.start(), Tensor.zeros(1, 3)));
        refused(
                "running moments of a batch norm are mean [3] and variance [3] of one type, got [f64[2], f64[2]]",
                () -> norm.apply(new BatchNorm.State(Tensor.zeros(2), Tensor.zeros(2)), Tensor.zeros(1, 3)));
        refused(
                "the share of a batch in the running moments lies in [0, 1], got 1.1",
                () -> new BatchNorm(Tensor.of(1), Tensor.of(0), 1, 1.1));
        refused("the rate of dropout lies in [0, 1), got 1.0", () -> new Dropout(1));
        refused(
                "dropout needs a mask of the type of what it masks, f64[2], got f64[3]",
                () -> new Dropout(0.1).train(Tensor.zeros(2), Tensor.zeros(3)));
        refused(
                "a residual block adds to its input, f64[3], got f64[1] to add",
                () -> new Residual(Linear.random(KEY, F64, 3, 1)).apply(Tensor.zeros(3)));
        refused(
                "a network that is told the time needs one t and an input [..., n], got f64[2] and f64[3]",
                () -> new ConcatTime(Tensor::sin).apply(Tensor.zeros(2), Tensor.zeros(3)));
        refused(
                "a convolution needs kernels [out, in, size] with the window's size [3], and bias [out] of one type, got [f64[2, 1, 2], f64[2]]",
                () -> new Conv(Tensor.zeros(2, 1, 2), Tensor.zeros(2), Window.of(3)));
        Linear square = Linear.random(KEY, F64, 4, 4);
        refused(
                "attention needs query [n, w], key [m, w], value [m, w], output [w, out] with w a multiple of its heads, got [4, 4], [4, 4], [4, 4], [4, 4] and 3 heads",
                () -> new Attention(square, square, square, square, 3));
        refused(
                "attention needs rows [..., rows, n], got a single one",
                () -> Attention.random(KEY, F64, 4, 2).apply(Tensor.zeros(4), Tensor.zeros(4)));
        refused(
                "attention needs a mask [..., 5, 6], queries by rows of the source, got [2, 6]; one of the rows alone takes expandDims(-2)",
                () -> Attention.random(KEY, F64, 4, 2)
                        .apply(Tensor.zeros(2, 5, 4), Tensor.zeros(2, 6, 4), Tensor.ones(2, 6)));
        refused(
                "a cell goes along the first axis of a series [rows, ..., in], and needs present [rows, ...], got f64[7, 2, 3] and f64[2, 7]; transpose what has its series first",
                () -> GRU.over(GRU.start(Tensor.zeros(2, 3)), Tensor.zeros(7, 2, 3), Tensor.ones(2, 7)));
        Embedding embedding = Embedding.random(KEY, F64, 3, 2);
        String text =
                "an embedding needs indices from 0 to 2, got -1 as number 1 of 2; where it stands for nothing, give it"
                        + " a row of its own";
        refused(text, () -> embedding.apply(Indices.of(0, -1)));
        refused(text.replace("-1", "3"), () -> embedding.apply(Indices.of(0, 3)));
        refused(text, () -> compile(embedding::apply).apply(Indices.of(0, -1)));
        assertEquals(
                "a chain needs its parts, got null",
                assertThrows(NullPointerException.class, () -> new Chain(null)).getMessage());
        assertEquals(
                "an LSTM cell needs inputWeight [in, 4n], stateWeight [n, 4n] and bias [4n], got null",
                assertThrows(NullPointerException.class, () -> new LstmCell(null, null, null))
                        .getMessage());
    }

    private static void refused(String text, Executable call) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
