package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.examples.cli.Main;
import org.palinode.examples.compare.AdjointProblem;
import org.palinode.examples.compare.ProblemName;
import org.palinode.examples.compare.Sweep;
import org.palinode.examples.data.SeriesCsv;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.model.ModelName;
import org.palinode.examples.train.RunFolder;
import org.palinode.examples.train.Settings;
import org.palinode.examples.train.Training;
import org.palinode.ode.AdjointComparison;
import picocli.CommandLine;

@Tag("thorough")
class CompareCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @EnumSource(ProblemName.class)
    void theExactAdjointsAgreeOnEveryProblem(ProblemName name) throws IOException {
        List<AdjointName> adjoints = List.of(AdjointName.DIRECT, AdjointName.RECURSIVE, AdjointName.REVERSIBLE);
        boolean isNoisy = name == ProblemName.NEURAL_SDE; // whose solver has the order 1/2
        AdjointProblem<?> problem = name.problem(SeriesCsv.lynxHare(), 0);
        Sweep sweep = Sweep.adaptive(problem, isNoisy ? 1e-3 : 1e-7, adjoints, (steps, done) -> {});
        List<AdjointComparison.Row> rows = sweep.entries().get(0).comparison().rows();
        assertEquals(3, rows.size());
        for (AdjointComparison.Row row : rows) {
            assertTrue(row.gradientError() < 1e-9, row.toString());
            assertTrue(
                    row.trueError() < (isNoisy ? 0.1 : 1e-3),
                    row.toString()); // of the steps: about a thousand times the tolerance
            assertTrue(row.trueError() > 1e-10, row.toString());
        }
    }

    /** Rounding of float32 is 1.2e-7 relative; a hundred or so steps and a loss of squares make some thousand of it. */
    @ParameterizedTest
    @EnumSource(ProblemName.class)
    void everyProblemIsComparedInFloat32(ProblemName name) throws IOException {
        AdjointProblem<?> problem = name.problem(SeriesCsv.lynxHare(), 0).in(DType.FLOAT32);
        List<AdjointName> adjoints = List.of(AdjointName.DIRECT, AdjointName.REVERSIBLE);
        Sweep sweep = Sweep.constant(problem, List.of(500), adjoints, (steps, done) -> {});
        for (AdjointComparison.Row row : sweep.entries().get(0).comparison().rows()) {
            assertTrue(row.gradientError() < 1e-3, row.toString());
            assertTrue(row.trueError() < (name == ProblemName.NEURAL_SDE ? 5e-2 : 1e-2), row.toString());
            assertTrue(row.trueError() > 1e-9, row.toString());
        }
    }

    @Test
    void severalNumbersOfStepsAreATableAndTwoPlots() throws IOException {
        int code = execute(
                "compare",
                "--model",
                "van-der-pol",
                "--steps",
                "1000,4000",
                "--adjoints",
                "direct,reversible",
                "--dtype",
                "float32",
                "--out",
                folder.toString());
        assertEquals(0, code, err.toString());
        List<String> csv = Files.readAllLines(folder.resolve("adjoints.csv"));
        assertEquals(5, csv.size());
        assertTrue(csv.get(0).startsWith("adjoint,steps,value,gradient_error,true_error,"), csv.get(0));
        assertTrue(csv.get(4).startsWith("Reversible,4000,"), csv.get(4));
        assertTrue(out.toString().contains("1000 equal steps\n"), out.toString());
        assertTrue(err.toString().contains("compare: step 4 of 4, reversible on 4000 steps"), err.toString());
        for (String plot : List.of("errors.png", "memory.png")) {
            assertTrue(ImageIO.read(folder.resolve(plot).toFile()).getWidth() > 1_000, plot);
        }
        String errors = Files.readString(folder.resolve("errors.svg"));
        assertTrue(errors.contains(">Gradient against the true one</text>"), errors);
        assertEquals(3, errors.split("<polyline ").length - 1, errors); // two against the truth, one against Direct
        assertTrue(Files.exists(folder.resolve("memory.svg")));
    }

    @Test
    void anAdjointThatFailsIsARowOfTheTable() throws IOException {
        int code = execute(
                "compare", "--model", "van-der-pol", "--adjoints", "direct,backsolve", "--out", folder.toString());
        assertEquals(0, code, err.toString());
        assertTrue(out.toString().contains("\nDirect "), out.toString());
        assertTrue(
                out.toString()
                        .contains(
                                "\nBacksolve                    refused: the backward solve of BacksolveAdjoint failed"),
                out.toString());
        List<String> csv = Files.readAllLines(folder.resolve("adjoints.csv"));
        assertEquals(3, csv.size());
        assertTrue(csv.get(1).startsWith("Direct,"), csv.get(1));
    }

    @Test
    void takesATrainedRunAndEqualSteps() throws IOException {
        train(Training.of(Settings.of(ModelName.LOTKA_VOLTERRA), SeriesCsv.lynxHare()));
        assertEquals(0, execute("compare", "--run", folder.toString(), "--steps", "200", "--adjoints", "reversible"));
        assertTrue(out.toString().contains("lotka-volterra on lynx-hare.csv: 2 steps"), out.toString());
        assertTrue(out.toString().contains("200 equal steps"), out.toString());
        String run = folder.toString();
        assertEquals(
                0,
                execute("compare", "--run", run, "--steps", "200", "--adjoints", "direct", "--dtype", "float32"),
                err.toString());
    }

    private <P> void train(Training<P> training) throws IOException {
        new RunFolder(folder).begin(training);
        training.trainer(2).in(folder).run(training.initial());
    }

    @Test
    void wrongUsageIsExplained() {
        assertEquals(2, execute("compare", "--run", "x", "--seed", "1"));
        assertTrue(err.toString().contains("--run brings its model, data and parameters"), err.toString());
        assertEquals(2, execute("compare", "--model", "mlp", "--data", "x.csv"));
        assertTrue(err.toString().contains("--data goes with the models of a series, not with mlp"), err.toString());
        assertEquals(2, execute("compare", "--adjoints", "reversible,exact"));
        assertTrue(err.toString().contains("'exact'"), err.toString());
        assertEquals(2, execute("compare", "--steps", "100,0"));
        assertTrue(err.toString().contains("--steps must be 1 at least, got [100, 0]"), err.toString());
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
