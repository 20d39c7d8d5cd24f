package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.cli.Main;
import org.palinode.examples.own.FittedModel;
import org.palinode.examples.own.ModelByName;
import org.palinode.examples.own.OptimiserName;
import org.palinode.examples.own.SeriesEquation;
import picocli.CommandLine;

@Tag("thorough")
class TrainSeriesCommandTest {
    private static final String DECAY = """
            package my;
            import org.palinode.autodiff.RandomKey;
            import org.palinode.autodiff.tensor.Tensor;
            import org.palinode.examples.own.*;
            public class Decay implements SeriesEquation<Tensor> {
                public Decay() { System.setProperty("my.made", System.getProperty("my.made", "") + "x"); }
                public Tensor initial(SeriesFacts facts, RandomKey key) { return Tensor.scalar(0.5); }
                public Tensor start(Tensor rate, Tensor values, Tensor inputs) { return values; }
                public Tensor field(Tensor rate, Tensor t, Tensor y, Tensor inputs) { return y.times(rate).negate(); }
                public Tensor observed(Tensor rate, Tensor y) { return y; }
            }
            """;

    @TempDir
    Path folder;

    private Path data;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void write() throws IOException {
        data = Files.writeString(
                folder.resolve("data.csv"),
                "who,day,a\nx,2024-01-01,4\nx,2024-01-03,-1\ny,2024-01-01,2\nx,2024-01-02,2\ny,2024-01-04,0\n");
        listen();
    }

    private void listen() {
        out = new StringWriter();
        err = new StringWriter();
    }

    @ParameterizedTest
    @ValueSource(strings = {"neural-ode", "latent-ode"})
    void aFitInTwoPartsIsTheFitInOne(String model) throws IOException {
        assertEquals(0, train("parts", "--steps", "3", "--model", model), err.toString());
        assertTrue(out.toString().contains("note: the lines of who x were sorted by time"), out.toString());
        assertEquals(0, train("parts", "--steps", "5", "--resume", "--forecast", "2"), err.toString());
        assertEquals(0, train("whole", "--steps", "5", "--forecast", "2", "--model", model), err.toString());
        for (String file : List.of("checkpoint.safetensors", "log.csv", "forecast.csv", "series.json")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("parts").resolve(file)),
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    file);
        }
        List<String> forecast = Files.readAllLines(folder.resolve("whole/forecast.csv"));
        assertEquals("series,day,part,a", forecast.get(0));
        assertEquals(1 + 3 + 2 + 2 * 100, forecast.size());
        assertTrue(forecast.get(3).startsWith("x,2024-01-03,fit,"), forecast.get(3));
        assertTrue(forecast.get(103).startsWith("x,2024-01-05,forecast,"), forecast.get(103));
        assertTrue(Files.size(folder.resolve("whole/forecast.png")) > 10_000);
    }

    @Test
    void aStochasticModelForecastsABand() throws IOException {
        assertEquals(0, train("band", "--model", "neural-sde", "--steps", "2", "--forecast", "2"), err.toString());
        List<String> forecast = Files.readAllLines(folder.resolve("band/forecast.csv"));
        assertEquals("series,day,part,a,a 5%,a 95%", forecast.get(0));
        double[] last = Arrays.stream(forecast.get(103).split(","))
                .skip(3)
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertTrue(last[1] < last[0] && last[0] < last[2], forecast.get(103));
    }

    @Test
    void aScheduleThatEndsKeepsItsSteps() throws IOException {
        assertEquals(
                0, train("parts", "--steps", "2", "--schedule", "cosine", "--schedule-steps", "4"), err.toString());
        assertEquals(0, train("parts", "--steps", "4", "--resume"), err.toString());
        assertEquals(0, train("whole", "--steps", "4", "--schedule", "cosine"), err.toString());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("parts/checkpoint.safetensors")),
                Files.readAllBytes(folder.resolve("whole/checkpoint.safetensors")));
    }

    @Test
    void aClassOfOnesOwnIsFoundOnItsClassPath() throws IOException, URISyntaxException {
        Path source = Files.writeString(folder.resolve("Decay.java"), DECAY);
        Path broken = Files.writeString(
                folder.resolve("Broken.java"),
                DECAY.replace("Decay", "Broken").replace("return y; }", "return y.reshape(7, 7); }"));
        String classes = compiled(source, broken);
        assertEquals(0, train("own", "--model", "my.Decay", "--class-path", classes, "--steps", "2"), err.toString());
        assertEquals("x", System.getProperty("my.made"), "a model is made once");
        assertEquals(0, train("own", "--resume", "--steps", "3"), err.toString());
        assertEquals("xx", System.clearProperty("my.made"));
        refuses(1, "; begin again in another --out\n", "broken", "--model", "my.Broken", "--class-path", classes);
        refuses(1, "there is no model my.decay", "case", "--model", "my.decay", "--class-path", classes);
        refuses(1, "class my/Decay cannot be made (", "slash", "--model", "my/Decay", "--class-path", classes);
    }

    @Test
    void aTableIsTheSameByAnotherPathAndNotWithOtherNumbers() throws IOException {
        assertEquals(0, train("run", "--steps", "1"), err.toString());
        Path earlier = data;
        data = Files.copy(data, folder.resolve("copy.csv"));
        assertEquals(0, train("run", "--steps", "2", "--resume"), err.toString());
        Files.writeString(data, Files.readString(earlier).replace("day", "date"));
        refuses(1, "of other data than " + data + " has now, or of other columns", "run", "--resume");
        Files.writeString(data, Files.readString(earlier).replace(",4\n", ",5\n"));
        refuses(1, "of other data than " + data + " has now, or of other columns", "run", "--resume");
    }

    @Test
    void numbersWithoutSquaresAreRefused() throws IOException {
        Files.writeString(data, "who,day,a\nx,2024-01-01,1e200\nx,2024-01-03,-2e200\n");
        refuses(1, "the squares of column a are too large to be numbers, at a mean of -5.0E199; write it in", "run");
    }

    @Test
    void progressOfAResumedFitBeginsAtItsStep() throws IOException {
        assertEquals(0, train("run", "--steps", "20"), err.toString());
        listen();
        assertEquals(0, train("run", "--steps", "60", "--resume"), err.toString());
        List<String> lines = err.toString().lines().toList();
        assertTrue(lines.get(0).matches("train: step 21 of 60, loss .* s, \\d+ s left"), lines.get(0));
        assertEquals(1 + 7, lines.size(), err.toString()); // step 24 and each sixth after it
    }

    @Test
    void eachOptimiserHasRatesOfItsOwn() throws IOException {
        FittedModel<?> network = ModelByName.find("neural-ode", List.of());
        FittedModel<?> equation = ModelByName.find("sir", List.of());
        assertEquals(0.005, OptimiserName.ADAM.learningRate(network));
        assertEquals(0.02, OptimiserName.ADAM.learningRate(equation));
        assertTrue(OptimiserName.LION.learningRate(network) < 0.005 / 2, "Lion wants less than half of Adam's");
        execute("train", "series", "--help");
        String help = out.toString().replaceAll("\\s+", " ");
        for (OptimiserName optimiser : OptimiserName.values()) {
            assertTrue(help.contains(" " + optimiser.learningRate(network)), optimiser + " in " + help);
            assertTrue(help.contains(" " + optimiser.learningRate(equation)), optimiser + " in " + help);
            listen();
            String name = optimiser.toString();
            assertEquals(0, train(name, "--steps", "1", "--optimiser", name), err.toString());
            String saved =
                    Files.readString(folder.resolve(name + "/series.json")).replaceAll("\\s", "");
            assertTrue(saved.contains("\"first\":" + optimiser.learningRate(network) + ","), name + ": " + saved);
        }
    }

    @Test
    void aFolderOfAnotherTrainingIsRefusedAndLeftAsItIs() throws IOException {
        String other = folder.resolve("other").toString();
        assertEquals(0, execute("train", "lynx-hare", "--model", "lotka-volterra", "--steps", "1", "--out", other));
        List<String> files = names(folder.resolve("other"));
        refuses(1, "there is a training of another kind in " + other + " (run.json); choose another", "other");
        assertEquals(files, names(folder.resolve("other")));
        assertEquals(0, train("mine", "--steps", "1"), err.toString());
        files = names(folder.resolve("mine"));
        listen();
        assertEquals(
                1,
                execute("train", "--steps", "1", "--out", folder.resolve("mine").toString()));
        assertTrue(err.toString().contains("there is a training of another kind in"), err.toString());
        assertEquals(files, names(folder.resolve("mine")));
    }

    /** One of an earlier version has no window in its settings. */
    @Test
    void aFitOfAnotherVersionIsNotResumed() throws IOException {
        assertEquals(0, train("old", "--steps", "1"), err.toString());
        Path run = folder.resolve("old/series.json");
        Files.writeString(run, Files.readString(run).replaceFirst(",\\s*\"window\"\\s*:\\s*0", ""));
        refuses(
                1,
                run + " is not a fit that this version of Palinode saved; begin anew in another --out",
                "old",
                "--resume");
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /** y' = y² from 1.02, where the first step moves it, is without bound at time 0.98, and what was trained on ends before. */
    @Test
    void aForecastThatCannotBeSolvedAdvisesWhatTheCommandHas() throws IOException, URISyntaxException {
        String classes = compiled(Files.writeString(
                folder.resolve("Pole.java"),
                DECAY.replace("Decay", "Pole")
                        .replace("y.times(rate).negate()", "y.square().times(rate.times(0).plus(1))")));
        Files.writeString(data, "who,t,a\nx,0,1\nx,0.25,1.3333\nx,0.5,2\n");
        String[] pole = {"--model", "my.Pole", "--class-path", classes, "--steps", "1", "--forecast", "3"};
        refuses(1, "; add --resume, and a --forecast shorter than 3.0 or more --steps than 1\n", "pole", pole);
        assertTrue(err.toString().contains(" at time 0.98"), err.toString());
        assertFalse(err.toString().contains("solver") || err.toString().contains("maxSteps"), err.toString());
        assertEquals(0, train("pole", "--resume", "--steps", "1", "--forecast", "0.25"), err.toString());
    }

    /** The folder of the classes of some sources. */
    private String compiled(Path... sources) throws URISyntaxException {
        String classes = folder.resolve("classes").toString();
        List<String> options = new ArrayList<>(
                List.of("-cp", place(SeriesEquation.class) + File.pathSeparator + place(Tensor.class), "-d", classes));
        options.addAll(Arrays.stream(sources).map(Path::toString).toList());
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)));
        return classes;
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void refusalsNameTheRemedy() throws IOException {
        assertEquals(0, train("run", "--steps", "1"), err.toString());
        refuses(1, "there is a fit in " + folder.resolve("run") + " already; continue it by --resume", "run");
        refuses(
                1,
                "the fit in " + folder.resolve("run")
                        + " cannot go on with --learning-rate 0.5 in place of 0.005; leave",
                "run",
                "--resume",
                "--learning-rate",
                "0.5");
        refuses(1, " with --hold-back 0.5 in place of 0.0;", "run", "--resume", "--hold-back", "0.5");
        refuses(1, "there is no fit in " + folder.resolve("none"), "none", "--resume");
        refuses(
                2,
                "--hold-back and --hold-back-series exclude one another",
                "x",
                "--hold-back",
                "0.1",
                "--hold-back-series",
                "0.1");
        refuses(2, "--schedule-steps is for cosine and exponential, got slowing", "x", "--schedule-steps", "9");
        refuses(1, "ode-rnn takes steps of its own, whose", "x", "--model", "ode-rnn", "--tolerance", "1e-5");
        refuses(1, "ode-rnn takes steps of its own between", "x", "--model", "ode-rnn", "--adjoint", "reversible");
        refuses(1, " with --window 4 in place of 0; leave", "run", "--resume", "--window", "4");
        refuses(1, "a window needs 2 rows at least, got 1;", "x", "--window", "1");
        refuses(1, "cubic inputs begin anew in each window", "x", "--window", "4", "--input-curve", "cubic");
        refuses(2, "--steps must be 1 at least", "x", "--steps", "0");
        refuses(1, "a share of 0.9 holds back all 2 series", "x", "--hold-back-series", "0.9");
        refuses(1, "a learning rate must be positive, and", "x", "--learning-rate", "Infinity");
        refuses(1, "and the tolerance 1 at most, got Infinity", "x", "--tolerance", "Infinity");
        refuses(1, "a share of 0.1 holds back none of the 2 series;", "x", "--hold-back-series", "0.1");
        refuses(
                1,
                "a share of 0.1 holds back no time of any series, each of which keeps 2 at least;",
                "x",
                "--hold-back",
                "0.1");
        refuses(1, "the share that is held back must lie in [0, 1), got 1.0", "x", "--hold-back", "1");
        Files.writeString(data, "who,day,a\nx,2024-01-01,4\nx,2024-01-03,-2\n");
        refuses(1, "the fit in " + folder.resolve("run") + " is of other data", "run", "--resume");
    }

    private void refuses(int code, String text, String name, String... options) {
        listen();
        assertEquals(code, train(name, options), err.toString());
        assertTrue(err.toString().contains(text), err.toString());
    }

    private int train(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "series",
                data.toString(),
                "--id",
                "who",
                "--width",
                "3",
                "--depth",
                "1",
                "--out",
                folder.resolve(name).toString()));
        arguments.addAll(List.of(options));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
