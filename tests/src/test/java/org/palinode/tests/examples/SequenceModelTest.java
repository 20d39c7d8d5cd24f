package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.DataSetCsv;
import org.palinode.examples.data.TimeUnit;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.own.InputCurve;
import org.palinode.examples.own.LearningRate;
import org.palinode.examples.own.ModelByName;
import org.palinode.examples.own.OptimiserName;
import org.palinode.examples.own.Sequence;
import org.palinode.examples.own.SequenceModel;
import org.palinode.examples.own.SeriesFacts;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesSettings;
import org.palinode.examples.own.Split;

@Tag("thorough")
class SequenceModelTest {
    private static final long ALL = 1000; // a step that sees all times
    private static final long SEED_THAT_HOLDS_BACK_THE_FIRST = 0;

    @TempDir
    Path folder;

    private SeriesFit<?> fit(String model, AdjointName adjoint, double share, String table) throws IOException {
        SeriesSettings settings = new SeriesSettings(
                model,
                List.of(),
                adjoint,
                OptimiserName.ADAM,
                LearningRate.slowing(0.02),
                0,
                12,
                1,
                1e-6,
                false,
                InputCurve.LINEAR,
                new Split(share, false),
                0);
        String id = table.startsWith("id") ? "id" : null;
        DataSet data = new DataSetCsv(null, TimeUnit.DAYS, id, List.of(), List.of())
                .read(Files.writeString(folder.resolve("data.csv"), table));
        return SeriesFit.of(settings, data);
    }

    private SeriesFit<?> fit(String model, double share, String table) throws IOException {
        return fit(model, SeriesFit.standardAdjoint(ModelByName.find(model, List.of())), share, table);
    }

    private static String table(int rows, IntToDoubleFunction value) {
        return "t,a\n"
                + IntStream.range(0, rows)
                        .mapToObj(i -> i + "," + value.applyAsDouble(i))
                        .collect(Collectors.joining("\n"));
    }

    private static <P> double[] curve(SeriesFit<P> fit, double... times) {
        double[][] rows = fit.predict(fit.initial(), 0, times);
        return IntStream.range(0, rows.length).mapToDouble(i -> rows[i][0]).toArray();
    }

    /** Two values trade places, so that mean and deviation stay: what is told before the first of them cannot change. */
    @ParameterizedTest
    @CsvSource({"ode-rnn, 4", "neural-sde, 4", "neural-cde, 3"})
    void aCurveThatIsToldBeforeDoesNotSeeWhatComes(String model, int same) throws IOException {
        double[] times = IntStream.range(0, 10).asDoubleStream().toArray();
        double[] one = curve(fit(model, 0, table(10, i -> Math.sin(i))), times);
        double[] other = curve(fit(model, 0, table(10, i -> Math.sin(i == 4 ? 7 : i == 7 ? 4 : i))), times);
        for (int i = 0; i < times.length; i++) {
            if (i <= same) {
                assertEquals(one[i], other[i], 1e-5); // ten times the tolerance of the solve; mean and deviation round
            } else if (i > 4 && i < 8) {
                assertTrue(Math.abs(one[i] - other[i]) > 1e-4, "row " + i + ": " + one[i] + " and " + other[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ode-rnn", "latent-ode", "neural-cde", "neural-sde"})
    void whatIsHeldBackIsNotSeen(String model) throws IOException {
        double[] times = {0, 3, 7.5, 9, 12};
        SeriesFit<?> one = fit(model, 0.2, table(10, i -> Math.sin(i)));
        SeriesFit<?> other = fit(model, 0.2, table(10, i -> i < 8 ? Math.sin(i) : 100));
        assertArrayEquals(curve(one, times), curve(other, times));
        assertEquals(loss(one), loss(other));
        assertTrue(validation(other) > 100 * validation(one), validation(one) + " and " + validation(other));
    }

    private static <P> double loss(SeriesFit<P> fit) {
        return fit.loss(fit.initial(), ALL).item();
    }

    private static <P> double validation(SeriesFit<P> fit) {
        return fit.validation(fit.initial());
    }

    /** Of a series that is held back as a whole the first value is seen; its others are not. */
    @ParameterizedTest
    @ValueSource(strings = {"ode-rnn", "latent-ode", "neural-cde", "neural-sde"})
    void aSeriesThatIsHeldBackShowsItsFirstValue(String model) throws IOException {
        double[][] curves = new double[3][];
        double[][] changes = {{0, 0}, {0, 5}, {5, 0}};
        for (int i = 0; i < 3; i++) {
            String rows = "";
            for (String id : List.of("x", "y")) {
                for (int t = 0; t < 6; t++) {
                    rows += id + "," + t + "," + (Math.cos(t) + (id.equals("y") ? 0 : changes[i][t == 0 ? 0 : 1]))
                            + "\n";
                }
            }
            SeriesFit<?> fit = heldSeries(model, "id,t,a\n" + rows);
            curves[i] = curve(fit, 0, 1, 5);
        }
        assertArrayEquals(curves[0], curves[1]);
        assertNotEquals(curves[0][1], curves[2][1]);
    }

    private SeriesFit<?> heldSeries(String model, String table) throws IOException {
        SeriesSettings settings = new SeriesSettings(
                model,
                List.of(),
                SeriesFit.standardAdjoint(ModelByName.find(model, List.of())),
                OptimiserName.ADAM,
                LearningRate.slowing(0.02),
                SEED_THAT_HOLDS_BACK_THE_FIRST,
                4,
                1,
                1e-6,
                false,
                InputCurve.LINEAR,
                new Split(0.5, true),
                0);
        return SeriesFit.of(
                settings,
                new DataSetCsv(null, TimeUnit.DAYS, "id", List.of(), List.of())
                        .read(Files.writeString(folder.resolve("data.csv"), table)));
    }

    @ParameterizedTest
    @CsvSource({
        "latent-ode, RECURSIVE", "latent-ode, REVERSIBLE", "latent-ode, BACKSOLVE",
        "neural-cde, RECURSIVE", "neural-cde, REVERSIBLE", "neural-cde, BACKSOLVE"
    })
    void adjointsAgree(String model, AdjointName adjoint) throws IOException {
        String table = table(8, i -> Math.sin(i));
        double[] direct = gradient(fit(model, AdjointName.DIRECT, 0, table));
        double[] other = gradient(fit(model, adjoint, 0, table));
        double largest = IntStream.range(0, direct.length)
                .mapToDouble(i -> Math.abs(direct[i]))
                .max()
                .getAsDouble();
        assertArrayEquals(direct, other, 1e-4 * largest); // 100 times the tolerance of the solves
    }

    private static <P> double[] gradient(SeriesFit<P> fit) {
        P gradient = Autodiff.grad((P p) -> fit.loss(p, ALL)).apply(fit.initial());
        return Tree.flatten(gradient).leaves().stream()
                .flatMapToDouble(leaf -> Arrays.stream(leaf.toArray()))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ode-rnn", "neural-sde"})
    void anAdjointWithoutASolveIsRefused(String model) {
        String text = assertThrows(
                        IllegalArgumentException.class, () -> fit(model, AdjointName.REVERSIBLE, 0, table(4, i -> i)))
                .getMessage();
        assertEquals(
                model + " takes steps of its own between observations, and their gradient is direct; got the adjoint"
                        + " reversible; leave --adjoint out",
                text);
    }

    /** A model of one's own that says of each value what its gaps are filled with, and keeps the sequences that it is shown. */
    public static final class Listening implements SequenceModel<Tensor> {
        static final List<Sequence> HEARD = new ArrayList<>();

        @Override
        public Tensor initial(SeriesFacts facts, RandomKey key) {
            return Tensor.scalar(1);
        }

        @Override
        public int noise() {
            return 2;
        }

        @Override
        public double longestInterval(SeriesFacts facts) {
            return facts.spacing() / 2;
        }

        @Override
        public Tensor loss(Tensor parameter, Sequence sequence) {
            HEARD.add(sequence);
            return sequence.mean(
                    predict(parameter, sequence).minus(sequence.values()).square());
        }

        @Override
        public Tensor predict(Tensor parameter, Sequence sequence) {
            return sequence.filled().times(parameter);
        }
    }

    /** Every five minutes, in days after the first of each: of other days these differ by rounding. */
    @Test
    void timesThatDifferByRoundingAreOne() throws IOException {
        String rows = IntStream.range(0, 24)
                .mapToObj(i ->
                        String.format(i < 12 ? "a,2024-01-30T06:%02d,%d" : "b,2024-03-01T07:%02d,%d", 5 * (i % 12), i))
                .collect(Collectors.joining("\n"));
        SeriesFit<?> fit = fit(Listening.class.getName(), 0, "id,t,x\n" + rows);
        Listening.HEARD.clear();
        loss(fit, ALL);
        assertEquals(23, Listening.HEARD.get(0).times().size()); // half a spacing apart
        double[] later = fit.data().series().get(1).times().stream()
                .mapToDouble(time -> time)
                .toArray();
        double[] curve = Arrays.stream(predicted(fit, 1, later))
                .mapToDouble(row -> row[0])
                .toArray();
        assertArrayEquals(IntStream.range(12, 24).asDoubleStream().toArray(), curve, 1e-12);
    }

    private static <P> double[][] predicted(SeriesFit<P> fit, int series, double[] times) {
        return fit.predict(fit.initial(), series, times);
    }

    @Test
    void eachStepHidesTheEndsOfSeries() throws IOException {
        SeriesFit<?> fit = fit(Listening.class.getName(), 0.2, table(21, i -> i));
        Listening.HEARD.clear();
        for (long step : new long[] {0, 1000, 1001, 1000}) {
            loss(fit, step);
        }
        List<Sequence> heard = List.copyOf(Listening.HEARD);
        assertEquals(41, heard.get(0).times().size()); // half a spacing apart
        assertEquals(5, count(heard.get(0).counted())); // a quarter of 21 times while the training is young
        for (Sequence sequence : heard.subList(1, 4)) {
            assertEquals(17, count(sequence.counted())); // four fifths of 21
            int shown = count(sequence.shown());
            assertTrue(shown >= 5 && shown <= 17, "shown " + shown); // the last of 17 is at 16, a quarter of that at 4
            double[] filled = sequence.filled().toArray();
            assertEquals(filled[2 * (shown - 1)], filled[40]);
            assertEquals(filled[2], 2 * filled[1] - filled[0], 1e-12);
        }
        assertNotEquals(count(heard.get(1).shown()), count(heard.get(2).shown()));
        assertEquals(count(heard.get(1).shown()), count(heard.get(3).shown()));
        assertArrayEquals(heard.get(1).noise().toArray(), heard.get(3).noise().toArray());
        assertNotEquals(
                heard.get(1).noise().get(0, 0).item(),
                heard.get(2).noise().get(0, 0).item());
    }

    private static int count(Tensor mask) {
        return (int) mask.sum().item();
    }

    private static <P> void loss(SeriesFit<P> fit, long step) {
        fit.loss(fit.initial(), step);
    }

    /** Half a period from where one of three is held back, the last value is wrong by up to twice the amplitude. */
    @ParameterizedTest
    @CsvSource({"ode-rnn, 300", "latent-ode, 1000", "neural-cde, 300", "neural-sde, 200"})
    @Tag("long")
    @Tag("once")
    void dampedOscillatorsAreForecast(String model, int steps) throws IOException {
        StringBuilder table = new StringBuilder("id,t,a\n");
        for (int series = 0; series < 6; series++) {
            for (int i = 0; i < 60; i++) {
                double t = 0.5 * i;
                double value = (1 + 0.2 * series) * Math.exp(-0.03 * t) * Math.cos(t + 1.1 * series) + 3;
                table.append(series).append(',').append(t).append(',');
                table.append((i * 7 + series) % 9 == 8 ? "NA" : value).append('\n');
            }
        }
        SeriesFit<?> fit = fit(model, 0.3, table.toString());
        double held = trained(fit, steps);
        double holding = holding(fit.data());
        assertTrue(held < holding / 10, held + " where holding the last value misses " + holding);
    }

    private static <P> double trained(SeriesFit<P> fit, int steps) {
        return fit.validation(fit.trainer(steps).run(fit.initial()).parameters());
    }

    /** The mean square of the last value that is trained on less each of those after it, in deviations of what is trained on. */
    private static double holding(DataSet data) {
        double square = 0;
        double count = 0;
        double[] sums = new double[3];
        for (var series : data.series()) {
            double last = Double.NaN;
            for (int i = 0; i < series.size(); i++) {
                double value = series.values().get(i).get(0);
                if (i < Math.round(0.7 * series.size())) {
                    last = value;
                    sums[0] += 1;
                    sums[1] += value;
                    sums[2] += value * value;
                } else {
                    square += (value - last) * (value - last);
                    count++;
                }
            }
        }
        double mean = sums[1] / sums[0];
        return square / count / (sums[2] / sums[0] - mean * mean);
    }

    @Test
    void learningRatesFallAsTheirNamesSay() {
        for (var course : LearningRate.Course.values()) {
            var schedule = new LearningRate(0.5, course, course.ends() ? 40 : 0).schedule();
            assertEquals(0.5, schedule.at(0), 1e-15);
            double middle = switch (course) {
                case SLOWING -> 0.5 * Math.pow(1.04, -1.5);
                case CONSTANT -> 0.5;
                case COSINE -> (0.5 + 0.005) / 2;
                case EXPONENTIAL -> 0.05;
            };
            assertEquals(middle, schedule.at(20), 1e-15);
        }
        assertEquals(
                "a learning rate must be positive, and a cosine or exponential one needs the steps in which it falls,"
                        + " got 0.1, cosine and 0; leave --learning-rate out for one that suits the optimiser",
                assertThrows(IllegalArgumentException.class, () -> new LearningRate(0.1, LearningRate.Course.COSINE, 0))
                        .getMessage());
    }
}
