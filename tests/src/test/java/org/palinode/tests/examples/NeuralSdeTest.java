package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.DataSetCsv;
import org.palinode.examples.data.Observations;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.own.Band;
import org.palinode.examples.own.InputCurve;
import org.palinode.examples.own.LearningRate;
import org.palinode.examples.own.NeuralSde;
import org.palinode.examples.own.OptimiserName;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesSettings;
import org.palinode.examples.own.Split;

/** Neural stochastic equations whose network is linear are Ornstein–Uhlenbeck processes, of which all is known. */
@Tag("thorough")
class NeuralSdeTest {
    private static final double[] RATES = {0.12, 0.2}; // in a spacing
    private static final double[] NOISE = {0.8, 1.1}; // in the root of a spacing, of standardised values
    private static final double ERROR = 0.1;

    @TempDir
    Path folder;

    @SuppressWarnings("unchecked")
    private SeriesFit<NeuralSde.Parameters> fit(String table, int width) throws IOException {
        SeriesSettings settings = new SeriesSettings(
                "neural-sde",
                List.of(),
                AdjointName.DIRECT,
                OptimiserName.ADAM,
                LearningRate.slowing(0.02),
                0,
                width,
                1,
                1e-6,
                false,
                InputCurve.LINEAR,
                new Split(0, false),
                0);
        return (SeriesFit<NeuralSde.Parameters>) SeriesFit.of(
                settings, DataSetCsv.standard().read(Files.writeString(folder.resolve("data.csv"), table)));
    }

    /** Drift −rate x with the pull of 0.05 that is there anyway, and noise by the inverse of softplus(raw − 2). */
    private static NeuralSde.Parameters linear() {
        double[][] weight = {{0.05 - RATES[0], 0, 0, 0}, {0, 0.05 - RATES[1], 0, 0}};
        Tensor bias = Tensor.of(0, 0, 2 + Math.log(Math.expm1(NOISE[0])), 2 + Math.log(Math.expm1(NOISE[1])));
        Mlp network = new Mlp(List.of(new Linear(Tensor.of(weight), bias)), Activation.TANH);
        return new NeuralSde.Parameters(network, Tensor.of(Math.log(ERROR), Math.log(ERROR)));
    }

    private static String table() {
        StringBuilder table = new StringBuilder("t,a,b\n");
        double t = 0;
        for (int i = 0; i < 12; i++) {
            table.append(t).append(',').append(i == 5 || i == 6 ? "NA" : 4 * Math.sin(i * i) + 20);
            table.append(',')
                    .append(i == 0 || i == 6 ? "NA" : Math.cos(2 * i * i))
                    .append('\n');
            t += 0.5 + i % 3;
        }
        return table.toString();
    }

    /** The filter of each column by itself, in plain loops: laws of the process over whole intervals, in closed form. */
    @Test
    void theLossIsTheLikelihoodOfAnOrnsteinUhlenbeckProcess() throws IOException {
        SeriesFit<NeuralSde.Parameters> fit = fit(table(), 1);
        Observations series = fit.data().series().get(0);
        double spacing = fit.data().spacing();
        double sum = 0;
        int count = 0;
        for (int column = 0; column < 2; column++) {
            double[] values = standardised(series, column);
            double known = IntStream.range(0, values.length)
                    .mapToDouble(i -> values[i])
                    .filter(value -> !Double.isNaN(value))
                    .findFirst()
                    .getAsDouble();
            double mean = known;
            double variance = 1;
            for (int i = 0; i < values.length; i++) {
                double length =
                        i == 0 ? 0 : (series.times().get(i) - series.times().get(i - 1)) / spacing;
                double kept = Math.exp(-RATES[column] * length);
                mean *= kept;
                variance = variance * kept * kept
                        + NOISE[column] * NOISE[column] * (1 - kept * kept) / (2 * RATES[column]);
                if (!Double.isNaN(values[i])) {
                    double all = variance + ERROR * ERROR;
                    double missed = values[i] - mean;
                    sum += 0.5 * (missed * missed / all + Math.log(2 * Math.PI * all));
                    count++;
                    mean += variance / all * missed;
                    variance -= variance * variance / all;
                }
            }
        }
        assertEquals(
                sum / count, fit.loss(linear(), 0).item(), 2e-3); // variances by steps h are good to (2 rate h)²/12
    }

    private static double[] standardised(Observations series, int column) {
        double[] values = IntStream.range(0, series.size())
                .mapToDouble(i -> series.values().get(i).get(column))
                .toArray();
        double[] known = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double mean = IntStream.range(0, known.length)
                .mapToDouble(i -> known[i])
                .average()
                .getAsDouble();
        double square = IntStream.range(0, known.length)
                .mapToDouble(i -> (known[i] - mean) * (known[i] - mean))
                .average()
                .getAsDouble();
        return IntStream.range(0, values.length)
                .mapToDouble(i -> (values[i] - mean) / Math.sqrt(square))
                .toArray();
    }

    /** Long after the last value, the band is that of the stationary law. */
    @Test
    void theBandIsThatOfTheLaw() throws IOException {
        SeriesFit<NeuralSde.Parameters> fit = fit(table(), 1);
        Observations series = fit.data().series().get(0);
        double spacing = fit.data().spacing();
        double[] times = IntStream.range(0, 6)
                .mapToDouble(i -> series.last() + spacing * (20 + 12 * i))
                .toArray();
        Band band = fit.band(linear(), 0, times).orElseThrow();
        double[] scale = {deviation(series, 0), deviation(series, 1)};
        for (int column = 0; column < 2; column++) {
            double half = 0;
            for (int i = 0; i < times.length; i++) {
                half += (band.high()[i][column] - band.low()[i][column]) / 2 / times.length / scale[column];
            }
            double wanted = 1.645 * Math.sqrt(NOISE[column] * NOISE[column] / (2 * RATES[column]) + ERROR * ERROR);
            assertEquals(wanted, half, 0.08 * wanted); // 6 times two quantiles of 400 paths, each good to a tenth
        }
    }

    private static double deviation(Observations series, int column) {
        double[] values = standardised(series, column);
        double first = series.values().get(1).get(column);
        double second = series.values().get(2).get(column);
        return (second - first) / (values[2] - values[1]);
    }

    /** Of 300 values a quarter of a time apart; x' = −x/2 dt + 0.8 dW has a stationary deviation of 0.8. */
    @Test
    @Tag("long")
    @Tag("once")
    void aFittedBandIsNearTheLawBehindTheValues() throws IOException {
        double kept = Math.exp(-0.125);
        double step = 0.8 * Math.sqrt(1 - kept * kept);
        double[] shocks = RandomKey.of(5).normal(300).toArray();
        StringBuilder table = new StringBuilder("t,a\n");
        double x = 0;
        for (int i = 0; i < 300; i++) {
            table.append(String.format(Locale.ROOT, "%.2f,%.6f%n", 0.25 * i, x));
            x = kept * x + step * shocks[i];
        }
        SeriesFit<NeuralSde.Parameters> fit = fit(table.toString(), 8);
        NeuralSde.Parameters fitted = fit.trainer(200).run(fit.initial()).parameters();
        double[] times = {70.0, 84.75, 94.75};
        Band band = fit.band(fitted, 0, times).orElseThrow();
        double[] half = IntStream.range(0, 3)
                .mapToDouble(i -> (band.high()[i][0] - band.low()[i][0]) / 2)
                .toArray();
        double seen = stationary(standardised(fit.data().series().get(0), 0))
                * deviation(fit.data().series().get(0), 0);
        assertEquals(1.645 * step, half[0], 0.1 * 1.645 * step);
        for (int i = 1; i < 3; i++) {
            assertEquals(1.645 * seen, half[i], 0.2 * 1.645 * seen); // two quantiles of 400 paths, each good to a tenth
            assertEquals(1.645 * 0.8, half[i], 0.3 * 1.645 * 0.8); // 300 values span 37 times of relaxation
        }
        assertTrue(fit.error(fitted) < 0.35, "error " + fit.error(fitted)); // of one step: 1 − kept² = 0.22
    }

    /** The stationary deviation of the autoregression of least squares. */
    private static double stationary(double[] values) {
        double across = 0;
        double squares = 0;
        for (int i = 1; i < values.length; i++) {
            across += values[i] * values[i - 1];
            squares += values[i - 1] * values[i - 1];
        }
        double kept = across / squares;
        double rest = 0;
        for (int i = 1; i < values.length; i++) {
            rest += Math.pow(values[i] - kept * values[i - 1], 2) / (values.length - 1);
        }
        return Math.sqrt(rest / (1 - kept * kept));
    }
}
