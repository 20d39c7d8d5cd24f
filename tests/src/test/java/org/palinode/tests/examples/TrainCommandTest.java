package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.cli.Main;
import org.palinode.train.SavedTraining;
import org.palinode.train.Trainer;
import org.palinode.train.optimiser.Adam;
import picocli.CommandLine;

@Tag("thorough")
class TrainCommandTest {
    @TempDir
    Path folder;

    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void listen() {
        out = new StringWriter();
        err = new StringWriter();
    }

    @Test
    void leavesPlotParametersLossesAndTheComparison() throws IOException {
        assertEquals(0, train("--steps", "3", "--width", "4"), err.toString());
        assertDrawn(folder.resolve("fit.png"));
        List<String> losses = Files.readAllLines(folder.resolve("loss.csv"));
        assertEquals("step,observations,loss", losses.get(0));
        assertEquals(4, losses.size());
        assertTrue(losses.get(3).startsWith("3,5,"), losses.get(3));
        assertEquals(5, Files.readAllLines(folder.resolve("adjoints.csv")).size());
        assertTrue(Files.size(folder.resolve("run.json")) > 500);
        assertTrue(Files.size(folder.resolve("checkpoint.safetensors")) > 1000);
        for (String adjoint : List.of("Direct", "RecursiveCheckpoint", "Reversible", "Backsolve")) {
            assertTrue(out.toString().contains("\n" + adjoint + " "), out.toString());
        }
        assertTrue(err.toString().contains("train: step 3 of 3, loss "), err.toString());
    }

    /** More than one colour: something was drawn. */
    private static void assertDrawn(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        long colours = Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
        assertTrue(colours > 10, png + " has " + colours + " colours");
    }

    @Test
    void aRunInTwoPartsIsTheRunInOne() throws IOException {
        assertEquals(0, train("--steps", "4", "--model", "lotka-volterra"));
        assertEquals(0, train("--steps", "6", "--resume"), err.toString());
        assertEquals(0, train("--steps", "6", "--model", "lotka-volterra"));
        for (String file : List.of("run%s.json", "checkpoint%s.safetensors", "log%s.csv")) {
            Path parts = folder.resolve(file.formatted(".previous"));
            assertArrayEquals(Files.readAllBytes(parts), Files.readAllBytes(folder.resolve(file.formatted(""))), file);
        }
        assertEquals(7, Files.readAllLines(folder.resolve("loss.csv")).size());
    }

    /** A training is running here as long as its listener is called. */
    @Test
    void theFilesOfARunningTrainingAreLeftAlone() throws IOException {
        assertEquals(0, train("--steps", "1", "--width", "4"), err.toString());
        byte[] run = Files.readAllBytes(folder.resolve("run.json"));
        Function<Tensor, Tensor> loss = p -> p.square().sum();
        Files.delete(folder.resolve("checkpoint.safetensors"));
        Trainer.of(loss, new Adam(0.1))
                .steps(2)
                .in(folder)
                .savingEvery(1)
                .listening(report -> {
                    if (report.step() == 2) {
                        assertEquals(1, train("--steps", "1", "--width", "5"));
                        assertTrue(Files.exists(folder.resolve("checkpoint.safetensors")));
                    }
                })
                .run(Tensor.of(1));
        assertTrue(err.toString().contains("another training is running in " + folder), err.toString());
        assertArrayEquals(run, Files.readAllBytes(folder.resolve("run.json")));
        assertEquals(2, SavedTraining.read(folder, Tensor.of(1)).steps());
    }

    @Test
    void fitsASeriesOfOneColumn() throws IOException {
        Path data = Files.writeString(folder.resolve("one.csv"), "t,a\n0,1\n1,1.5\n2,2.5\n");
        assertEquals(0, train("--steps", "2", "--data", data.toString(), "--unit", "mol"), err.toString());
        assertDrawn(folder.resolve("fit.png"));
        assertFalse(out.toString().contains("note: "), out.toString());
    }

    /** y' = f(y) has no other solutions than those that only rise or only fall. */
    @Test
    void oneColumnThatTurnsGetsANoteAndNeedsNoJob() throws IOException {
        Path data = Files.writeString(folder.resolve("turns.csv"), "t,a\n0,1\n1,1.5\n2,1.2\n");
        assertEquals(
                0,
                execute("train", "--out", folder.toString(), "--steps", "1", "--data", data.toString()),
                err.toString());
        assertTrue(
                out.toString()
                        .contains("note: a rises and falls, and a field of one variable without time cannot follow"),
                out.toString());
        assertTrue(out.toString().contains("Near a minimum gradients are small"), out.toString());
    }

    @Test
    void resumingRefusesAnotherModelOtherSettingsAndOtherData() throws IOException {
        assertEquals(0, train("--steps", "2", "--width", "4"));
        refuses(
                "the run in " + folder
                        + " cannot go on with model lotka-volterra in place of neural-ode; leave the option out,"
                        + " or begin anew without --resume in another --out",
                "--resume",
                "--model",
                "lotka-volterra");
        refuses(
                "the run in " + folder
                        + " cannot go on with width 5 in place of 4; leave the option out, or begin anew without"
                        + " --resume in another --out",
                "--resume",
                "--width",
                "5");
        Path data =
                Files.writeString(folder.resolve("other.csv"), "year,hare,lynx\n1900,30,4\n1901,47,6\n1902,70,10\n");
        refuses(
                "the run in " + folder + " was begun on other data than " + data
                        + ", which has [1901.0, 47.0, 6.0] in place of [1901.0, 47.2, 6.1]; leave --data out to go on with those,"
                        + " or begin anew with another --out",
                "--resume",
                "--data",
                data.toString());
        refuses(
                "the run in " + folder + " has 2 steps already; ask for more in all with --steps",
                "--resume",
                "--steps",
                "2");
    }

    private void refuses(String text, String... options) {
        listen();
        assertEquals(1, train(options));
        assertEquals("palinode train: " + text, err.toString().strip());
    }

    @Test
    void resumingNothingSaysSo() {
        refuses(
                "there is no run in " + folder + " (" + folder.resolve("run.json")
                        + " does not exist); begin one without --resume, or name its folder with --out",
                "--resume");
    }

    @Test
    void aMalformedLineIsNamedWithoutAStackTrace() throws IOException {
        Path data = Files.writeString(folder.resolve("bad.csv"), "t,a\n0,1\n1,0\n2,3\n");
        refuses(
                data
                        + ":3: a is 0, and the models need the logarithm of each value; shift the column, or fit it in a program"
                        + " (docs/tutorials/fit-parameters.md)",
                "--data",
                data.toString());
    }

    @Test
    void wrongUsageIsExplained() {
        assertEquals(2, execute("train", "lynx-hair"));
        assertTrue(err.toString().contains("there is no job lynx-hair"), err.toString());
        listen();
        assertEquals(2, train("--model", "lotka-volterra", "--width", "3"));
        assertTrue(err.toString().contains("--width and --depth are those of a network"), err.toString());
        listen();
        assertEquals(2, train("--steps", "0"));
        assertTrue(err.toString().contains("--steps must be 1 at least, got 0"), err.toString());
    }

    private int train(String... options) {
        String[] arguments = new String[options.length + 4];
        System.arraycopy(new String[] {"train", "lynx-hare", "--out", folder.toString()}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return execute(arguments);
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
