package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
import org.palinode.examples.own.SeriesEquation;
import org.palinode.examples.own.SeriesFacts;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesSettings;
import org.palinode.examples.own.Split;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;

@Tag("thorough")
class SeriesFitTest {
    private static final long ALL = 1000; // a step that sees all times

    @TempDir
    Path folder;

    /** y' = u − k y of one's own: of y(0) = 0 and u = 1 it is (1 − e^(−kt))/k. */
    public static final class Filling implements SeriesEquation<Tensor> {
        @Override
        public Tensor initial(SeriesFacts facts, RandomKey key) {
            return Tensor.scalar(0.5);
        }

        @Override
        public Tensor start(Tensor rate, Tensor values, Tensor inputs) {
            return values;
        }

        @Override
        public Tensor field(Tensor rate, Tensor t, Tensor state, Tensor inputs) {
            return inputs.minus(state.times(rate));
        }

        @Override
        public Tensor observed(Tensor rate, Tensor state) {
            return state;
        }
    }

    private static SeriesSettings settings(String model, Split split) {
        return settings(model, split, InputCurve.LINEAR);
    }

    private static SeriesSettings settings(String model, InputCurve curve) {
        return settings(model, new Split(0, false), curve);
    }

    private static SeriesSettings settings(String model, Split split, InputCurve curve) {
        return settings(model, split, curve, 0);
    }

    private static SeriesSettings settings(String model, Split split, InputCurve curve, int window) {
        return new SeriesSettings(
                model,
                List.of(),
                SeriesFit.standardAdjoint(ModelByName.find(model, List.of())),
                OptimiserName.ADAM,
                LearningRate.slowing(0.02),
                0,
                8,
                1,
                1e-8,
                false,
                curve,
                split,
                window);
    }

    private SeriesFit<?> fit(String model) throws IOException {
        return switch (model) {
            case "neural-ode", "ode-rnn", "latent-ode", "neural-cde", "neural-sde" ->
                fit(model, "t,u,a\n", 9, i -> i + "," + i % 3 + "," + (i == 4 ? "NA" : Math.sin(i * 0.7)), "u");
            case "lotka-volterra" ->
                fit(model, "t,a,b\n", 9, i -> i + "," + (3 + 2 * Math.sin(i)) + "," + (2 + Math.cos(i)), null);
            case "sir" -> fit(model, "t,i\n", 9, i -> i + "," + 100 / Math.cosh((i - 4) * 0.8), null);
            case "pharmacokinetics" ->
                fit(model, "t,dose,c\n", 9, i -> i + ",4," + 3 * (Math.exp(-0.2 * i) - Math.exp(-1.5 * i)), "dose");
            default -> fit(model, "t,u,a\n", 9, i -> i + ",1," + (1 - Math.exp(-0.3 * i)) / 0.3, "u");
        };
    }

    private SeriesFit<?> fit(String model, String header, int rows, IntFunction<String> row, String input)
            throws IOException {
        String text = header + IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
        List<String> inputs = input == null ? List.of() : List.of(input);
        return SeriesFit.of(
                settings(model, new Split(0, false)),
                new DataSetCsv(null, TimeUnit.DAYS, null, List.of(), inputs)
                        .read(Files.writeString(folder.resolve("data.csv"), text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "neural-ode",
                "ode-rnn",
                "latent-ode",
                "neural-cde",
                "neural-sde",
                "lotka-volterra",
                "sir",
                "pharmacokinetics",
                "own"
            })
    void eachModelHasARightGradientAndItsLossFalls(String model) throws IOException {
        check(fit(model.equals("own") ? Filling.class.getName() : model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"neural-ode", "ode-rnn", "latent-ode", "neural-cde", "neural-sde", "own"})
    void soHasEachOnWindowsOfSeriesAtTimesOfTheirOwn(String model) throws IOException {
        String name = model.equals("own") ? Filling.class.getName() : model;
        check(SeriesFit.of(
                settings(name, new Split(0.2, false), InputCurve.LINEAR, 4), apart(7, 6, (t, i) -> Math.sin(t + i))));
    }

    private interface Curve {
        double at(double t, int series);
    }

    /** Series no two of which have a time in common but the first, with the input 1. */
    private DataSet apart(int series, int rows, Curve curve) throws IOException {
        StringBuilder text = new StringBuilder("id,t,u,a\n");
        double[] share = RandomKey.of(3)
                .uniform(Tensor.zeros(series, rows).type(), 0.1, 0.9)
                .toArray();
        for (int i = 0; i < series; i++) {
            for (int row = 0; row < rows; row++) {
                double t = row == 0 ? 0 : row + share[i * rows + row];
                text.append(i + "," + t + ",1," + curve.at(t, i) + "\n");
            }
        }
        return new DataSetCsv(null, TimeUnit.DAYS, "id", List.of(), List.of("u"))
                .read(Files.writeString(folder.resolve("data.csv"), text));
    }

    /** An equation that counts the numbers that it is asked for. */
    public static final class Counting implements SeriesEquation<Tensor> {
        private static final AtomicLong ASKED = new AtomicLong();
        private final Filling filling = new Filling();

        @Override
        public Tensor initial(SeriesFacts facts, RandomKey key) {
            return filling.initial(facts, key);
        }

        @Override
        public Tensor start(Tensor rate, Tensor values, Tensor inputs) {
            return values;
        }

        @Override
        public Tensor field(Tensor rate, Tensor t, Tensor state, Tensor inputs) {
            return filling.field(rate, t, state, inputs);
        }

        @Override
        public Tensor observed(Tensor rate, Tensor state) {
            ASKED.addAndGet(state.size());
            return state;
        }
    }

    /** Solved side by side, 40 series of 20 random times are asked for 40 times 761 numbers, of which 800 count. */
    @Test
    void seriesAtTimesOfTheirOwnAreNotSolvedAtThoseOfAll() throws IOException {
        SeriesFit<?> fit = SeriesFit.of(
                settings(Counting.class.getName(), new Split(0, false)),
                apart(40, 20, (t, i) -> 2 + i * Math.exp(-t / 2)));
        Counting.ASKED.set(0);
        assertEquals(0, loss(fit), 1e-12); // it is the solution of y' = 1 - y/2
        assertTrue(Counting.ASKED.get() <= 4 * 800, Counting.ASKED + " numbers");
    }

    /** A model that tells zeros, and sees all. */
    public static final class Zeros implements SequenceModel<Tensor> {
        @Override
        public Tensor initial(SeriesFacts facts, RandomKey key) {
            return Tensor.scalar(0);
        }

        @Override
        public boolean hidesEnds() {
            return false;
        }

        @Override
        public Tensor predict(Tensor zero, Sequence sequence) {
            return sequence.values().times(zero);
        }
    }

    @Test
    void eachValueCountsAlikeInGroupsOfOtherSizes() throws IOException {
        SeriesFit<?> fit =
                SeriesFit.of(settings(Zeros.class.getName(), new Split(0, false)), apart(7, 6, (t, i) -> t * i));
        assertEquals(1, firstLoss(fit), 1e-12, "the mean square of standardised numbers");
        assertEquals(1, loss(fit), 1e-12);
    }

    @Test
    void aSeriesBeginsWhereItsFirstWindowDoes() throws IOException {
        shifted(SeriesFit.of(
                settings(Filling.class.getName(), new Split(0, false), InputCurve.LINEAR, 3),
                apart(2, 6, (t, i) -> t + 10 * i)));
    }

    /** Of each series three windows: of rows 0 to 2, 2 to 4, and 4 to 5. */
    private static <P> void shifted(SeriesFit<P> fit) {
        P moved = Tree.map(leaf -> leaf.shape().rank() == 2 ? Tensor.arange(6).reshape(6, 1) : leaf, fit.initial());
        assertEquals(0, fit.predict(moved, 0, new double[] {0})[0][0]);
        assertEquals(10 + 3, fit.predict(moved, 1, new double[] {0})[0][0]);
    }

    /** One step for each input at least: more than the 4,096 that a solve is allowed elsewhere. */
    @Test
    void aSeriesOfThousandsOfInputsIsSolved() throws IOException {
        SeriesFit<?> fit = fit(Filling.class.getName(), "t,u,a\n", 4200, i -> i / 1000.0 + "," + i % 2 + "," + i, "u");
        assertTrue(loss(fit) > 0);
    }

    /** Of u = t, y' = u - y/2 from y(s) = v is 2 t - 4 + (v - 2 s + 4) exp(-(t - s)/2). */
    @Test
    void windowsBeginAtTheirOwnFirstRows() throws IOException {
        double[] values = {0, 3, -1, 2, 5, 4, 1, 7};
        String rows = IntStream.range(0, 8)
                .mapToObj(i -> (i + 2) + "," + (i == 3 || i == 4 ? "NA" : i + 2) + "," + values[i])
                .collect(Collectors.joining("\n"));
        DataSet data = new DataSetCsv(null, TimeUnit.DAYS, null, List.of(), List.of("u"))
                .read(Files.writeString(folder.resolve("data.csv"), "t,u,a\n" + rows));
        SeriesFit<?> fit =
                SeriesFit.of(settings(Filling.class.getName(), new Split(0.125, false), InputCurve.LINEAR, 3), data);
        double missed = 0;
        int[][] windows = {{0, 1, 2}, {2, 3, 4}, {4, 5, 6}}; // the last row is held back
        for (int[] window : windows) {
            double s = window[0] + 2;
            for (int row : window) {
                double t = row + 2;
                double y = 2 * t - 4 + (values[window[0]] - 2 * s + 4) * Math.exp(-(t - s) / 2);
                missed += Math.pow(y - values[row], 2);
            }
        }
        double mean =
                IntStream.range(0, 7).mapToDouble(i -> values[i]).average().getAsDouble();
        double variance = IntStream.range(0, 7)
                .mapToDouble(i -> Math.pow(values[i] - mean, 2))
                .average()
                .getAsDouble();
        assertEquals(missed / 9 / variance, firstLoss(fit), 1e-6); // 100 times the tolerance of the solve
        double[][] curve = ramp(fit, new double[] {2, 9});
        assertEquals(2 * 9 - 4 + (0 - 2 * 2 + 4) * Math.exp(-3.5), curve[1][0], 1e-6, "one curve from the first row");
    }

    private static <P> double firstLoss(SeriesFit<P> fit) {
        return fit.loss(fit.initial(), ALL).item();
    }

    /** Eight turns: over all of them at once the loss has too many hollows. */
    @Test
    void windowsFindTheRatesOfManyTurns() throws IOException {
        double[] y = {3, 1};
        StringBuilder text = new StringBuilder("t,prey,predator\n");
        for (int row = 0; row < 200; row++) {
            text.append(row * 0.25 + "," + y[0] + "," + y[1] + "\n");
            for (int i = 0; i < 1000; i++) {
                double prey = y[0] * (1 - 0.6 * y[1]);
                double predator = y[1] * (0.5 * y[0] - 1);
                y[0] += 0.00025 * prey;
                y[1] += 0.00025 * predator;
            }
        }
        DataSet data = DataSetCsv.standard().read(Files.writeString(folder.resolve("data.csv"), text));
        assertTrue(turned(data, 0) > 0.7);
        double missed = turned(data, 16);
        assertTrue(missed < 0.02, "missed " + missed);
    }

    private static double turned(DataSet data, int window) {
        var settings = new SeriesSettings(
                "lotka-volterra",
                List.of(),
                AdjointName.REVERSIBLE,
                OptimiserName.ADAM,
                LearningRate.slowing(0.02),
                0,
                1,
                1,
                1e-4,
                false,
                InputCurve.LINEAR,
                new Split(0, false),
                window);
        return trained(SeriesFit.of(settings, data), 400);
    }

    private static <P> double trained(SeriesFit<P> fit, int steps) {
        return fit.error(fit.trainer(steps).run(fit.initial()).parameters());
    }

    private static <P> void check(SeriesFit<P> fit) {
        P initial = fit.initial();
        P direction = Tree.map(leaf -> leaf.onesLike().plus(leaf.times(0.3)), initial);
        P gradient = Autodiff.grad((P p) -> fit.loss(p, ALL)).apply(initial);
        double slope = Tree.flatten(Tree.map(Tensor::times, gradient, direction)).leaves().stream()
                .mapToDouble(leaf -> leaf.sum().item())
                .sum();
        double h = 1e-4;
        double difference = (moved(fit, direction, h) - moved(fit, direction, -h)) / (2 * h);
        assertEquals(
                difference, slope, 1e-5 * (1 + Math.abs(slope))); // solves are good to 1e-8, over a difference of 2e-4
        assertTrue(Math.abs(slope) > 1e-3, "slope " + slope);
        double before = fit.loss(initial, 0).item(); // the first steps see four times
        double after = fit.loss(fit.trainer(12).run(initial).parameters(), 0).item();
        assertTrue(after < 0.98 * before, after + " after " + before);
    }

    private static <P> double moved(SeriesFit<P> fit, P direction, double h) {
        return fit.loss(Tree.map((p, d) -> p.plus(d.times(h)), fit.initial(), direction), ALL)
                .item();
    }

    @Test
    void aForecastIsTheSolution() throws IOException {
        SeriesFit<?> fit = fit(Filling.class.getName());
        check(fit, new double[] {0, 1, 8, 12.5, 20});
    }

    private static <P> void check(SeriesFit<P> fit, double[] times) {
        double[][] curve = fit.predict(fit.initial(), 0, times);
        for (int i = 0; i < times.length; i++) {
            // y(0) = 0 and k = 0.5; the input of the last time holds on; 100 times the tolerance of the solve
            assertEquals((1 - Math.exp(-0.5 * times[i])) / 0.5, curve[i][0], 1e-6);
        }
    }

    private static <P> double[][] curve(SeriesFit<P> fit) {
        return fit.predict(fit.initial(), 0, new double[] {0, 0.3, 1, 2, 5, 11});
    }

    /** Bateman's function of the first rates, 20 and 3 in the whole time of 8, for a dose of 4; 100 times the tolerance of the solve. */
    @Test
    void aDoseIsAbsorbedAndEliminatedAsTheClosedFormSays() throws IOException {
        double[][] curve = curve(fit("pharmacokinetics"));
        double[] times = {0, 0.3, 1, 2, 5, 11};
        double in = 20.0 / 8;
        double out = 3.0 / 8;
        for (int i = 0; i < times.length; i++) {
            double wanted = 4 * in / (in - out) * (Math.exp(-out * times[i]) - Math.exp(-in * times[i]));
            assertEquals(wanted, curve[i][0], 1e-6);
        }
    }

    /** With α = γ, β = α/ȳ and δ = γ/x̄, x/x̄ − log x + y/ȳ − log y stays as it is; the first guess turns thrice in the time. */
    @Test
    void predatorAndPreyStayOnTheirOrbit() throws IOException {
        double x = IntStream.range(0, 9)
                .mapToDouble(i -> 3 + 2 * Math.sin(i))
                .average()
                .getAsDouble();
        double y = IntStream.range(0, 9)
                .mapToDouble(i -> 2 + Math.cos(i))
                .average()
                .getAsDouble();
        double[][] curve = curve(fit("lotka-volterra"));
        double first = 3 / x - Math.log(3) + 3 / y - Math.log(3);
        for (double[] row : curve) {
            assertEquals(first, row[0] / x - Math.log(row[0]) + row[1] / y - Math.log(row[1]), 1e-6);
        }
        assertTrue(curve[1][1] > curve[0][1] == curve[0][0] > x, "many prey feed predators");
        assertTrue(curve[1][0] > curve[0][0] == curve[0][1] < y, "many predators eat prey");
    }

    /** With β = 2γ, both S + I + R and S + I − N log(S)/2 stay as they are; R grows. */
    @Test
    void anEpidemicKeepsItsPeopleAndItsInvariant() throws IOException {
        double[][] curve = curve(fit("sir", "t,s,i,r\n", 9, i -> i + "," + (99 - i) + "," + (i + 1) + "," + i, null));
        for (double[] row : curve) {
            assertEquals(100, row[0] + row[1] + row[2], 1e-4);
            assertEquals(100 - 50 * Math.log(99), row[0] + row[1] - 50 * Math.log(row[0]), 1e-4);
        }
        assertTrue(curve[1][2] > 0.05, "after 0.3 at a rate of 1.25 there are " + curve[1][2] + " recovered");
    }

    /** A series that begins at time 5, with an input that rises to 8 until time 13 and is held from there on. */
    @Test
    void timeBeginsWithTheSeriesAndTheLastInputHolds() throws IOException {
        SeriesFit<?> fit = fit(Filling.class.getName(), "t,u,a\n", 9, i -> (i + 5) + "," + i + "," + i, "u");
        double[][] curve = ramp(fit, new double[] {5, 9, 13, 18});
        double end = ramp(8);
        assertEquals(0, curve[0][0], 1e-12);
        assertEquals(ramp(4), curve[1][0], 1e-6);
        assertEquals(end, curve[2][0], 1e-6);
        assertEquals(16 + (end - 16) * Math.exp(-2.5), curve[3][0], 1e-6);
    }

    private static <P> double[][] ramp(SeriesFit<P> fit, double[] times) {
        return fit.predict(fit.initial(), 0, times);
    }

    /** Solution of y' = t − y/2 from 0. */
    private static double ramp(double t) {
        return 2 * t - 4 + 4 * Math.exp(-t / 2);
    }

    /** Of y(0) = 0 and k = 1/2 it is the integral of e^(−(T − s)/2) u(s), here by Simpson's rule over the curve through the inputs. */
    @ParameterizedTest
    @EnumSource(InputCurve.class)
    void inputsFollowTheChosenCurve(InputCurve curve) throws IOException {
        double[] u = {0, 2, 1, Double.NaN, 3};
        String rows = IntStream.range(0, 5)
                .mapToObj(i -> i + "," + (i == 3 ? "NA" : u[i]) + "," + i)
                .collect(Collectors.joining("\n"));
        SeriesFit<?> fit = SeriesFit.of(
                settings(Filling.class.getName(), curve),
                new DataSetCsv(null, TimeUnit.DAYS, null, List.of(), List.of("u"))
                        .read(Files.writeString(folder.resolve("data.csv"), "t,u,a\n" + rows)));
        Tensor times = Tensor.arange(5);
        var path = curve == InputCurve.CUBIC
                ? CubicInterpolation.backwardHermite(times, Tensor.of(u))
                : LinearInterpolation.of(times, MissingValues.fill(times, Tensor.of(u)));
        int pieces = 4000;
        double integral = 0;
        for (int i = 0; i <= pieces; i++) {
            double s = 4.0 * i / pieces;
            double weight = i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2;
            integral += weight
                    * 4.0
                    / pieces
                    / 3
                    * Math.exp(-(4 - s) / 2)
                    * path.evaluate(Tensor.scalar(s)).item();
        }
        double[][] ends = ramp(fit, new double[] {4, 6});
        assertEquals(integral, ends[0][0], 1e-6); // 100 times the tolerance of the solve
        assertEquals(6 + (integral - 6) * Math.exp(-1), ends[1][0], 1e-6);
    }

    @Test
    void heldBackIsWhatTheLossDoesNotSee() throws IOException {
        String same = IntStream.range(0, 8).mapToObj(i -> "x," + i + "," + i).collect(Collectors.joining("\n"));
        String[] ends = {"x,8,8\nx,9,9\n", "x,8,80\nx,9,-7\n"};
        double[] losses = new double[2];
        double[] held = new double[2];
        for (int i = 0; i < 2; i++) {
            SeriesFit<?> fit = SeriesFit.of(
                    settings("neural-ode", new Split(0.2, false)),
                    new DataSetCsv(null, TimeUnit.DAYS, "id", List.of(), List.of())
                            .read(Files.writeString(folder.resolve("data.csv"), "id,t,a\n" + same + "\n" + ends[i])));
            losses[i] = loss(fit);
            held[i] = validation(fit);
        }
        assertEquals(losses[0], losses[1], 1e-7); // the solve runs over the same times
        assertTrue(held[1] > 5 * held[0], held[0] + " and " + held[1]);
    }

    private static <P> double loss(SeriesFit<P> fit) {
        return fit.error(fit.initial());
    }

    private static <P> double validation(SeriesFit<P> fit) {
        return fit.validation(fit.initial());
    }

    @Test
    void aModelThatDoesNotSuitTheDataSaysSo() throws IOException {
        refuses(
                "lotka-volterra",
                "lotka-volterra needs two columns with positive means, the prey and then its predator, got [a] with means [1.5]; choose them by --columns",
                false);
        refuses(
                "pharmacokinetics",
                "pharmacokinetics needs one column, the concentration, and one input, the dose; got [a] and []; choose them by --columns and --input",
                false);
        var windows = settings("pharmacokinetics", new Split(0, false), InputCurve.LINEAR, 3);
        assertEquals(
                "pharmacokinetics begins at time 0 of the file, where windows do not begin; leave --window out",
                assertThrows(IllegalArgumentException.class, () -> SeriesFit.of(windows, apart(1, 4, (t, i) -> t)))
                        .getMessage());
        refuses(
                "no.Such",
                "there is no model no.Such, neither among neural-ode, ode-rnn, latent-ode, neural-cde, neural-sde, lotka-volterra, sir, pharmacokinetics nor as a class in []; name a class in full, and where it is by --class-path",
                false);
        refuses(
                "java.lang.Object",
                "class java.lang.Object is no model; let it implement org.palinode.examples.own.SeriesEquation or SequenceModel",
                false);
        refuses(
                "neural-ode",
                folder.resolve("data.csv")
                        + ": a is 0.0 at t 0, and --log needs the logarithm of each value; leave --log out, or shift the column",
                true);
    }

    private void refuses(String model, String text, boolean log) throws IOException {
        var data = DataSetCsv.standard().read(Files.writeString(folder.resolve("data.csv"), "t,a\n0,0\n1,3\n"));
        var settings = new SeriesSettings(
                model,
                List.of(),
                AdjointName.DIRECT,
                OptimiserName.SGD,
                LearningRate.slowing(1),
                0,
                1,
                1,
                1,
                log,
                InputCurve.LINEAR,
                new Split(0, false),
                0);
        assertEquals(
                text,
                assertThrows(IllegalArgumentException.class, () -> SeriesFit.of(settings, data))
                        .getMessage());
    }
}
