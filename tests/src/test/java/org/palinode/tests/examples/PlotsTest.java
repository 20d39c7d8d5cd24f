package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.plot.Plots;
import org.palinode.examples.shell.Script;

class PlotsTest {
    @TempDir
    Path folder;

    @Test
    void savesALineInAFolderThatItMakes() throws IOException {
        Tensor x = Tensor.linspace(0, 6, 50);
        Path file = Plots.save(folder.resolve("new/sine.png").toString(), x.toArray(), x.sin(), "sine");
        var image = ImageIO.read(file.toFile());
        assertEquals(1440, image.getWidth());
        assertTrue(Files.size(file) > 5000, "bytes: " + Files.size(file));
    }

    @Test
    void refusesValuesThatDoNotFitTheTimes() {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> Plots.line(new double[] {0, 1, 2}, Tensor.zeros(2, 3)));
        assertEquals(
                "a plot over 3 points needs values [3] or [3, lines], and one point at least, got f64[2, 3]",
                refusal.getMessage());
    }

    @Test
    void refusesANameOfAnotherFormat() {
        Tensor x = Tensor.linspace(0, 6, 5);
        String file = folder.resolve("sine.svg").toString();
        var refusal = assertThrows(IllegalArgumentException.class, () -> Plots.save(file, x.toArray(), x.sin()));
        assertEquals(
                "plots are saved as PNG, got the file " + file + "; give it a name that ends in .png",
                refusal.getMessage());
    }

    @Test
    @Tag("slow") // compiles snippets
    void theDemoOfTheShellRuns() throws IOException {
        String demo = Files.readString(Path.of("..", "examples", "src", "main", "jshell", "demo.jsh"));
        Path script = Files.writeString(
                folder.resolve("demo.jsh"),
                demo.replace("out/demo.png", folder.resolve("demo.png").toString()));
        var err = new ByteArrayOutputStream();
        assertEquals(0, Script.run(script, new PrintStream(err, true)), err.toString());
        assertTrue(Files.size(folder.resolve("demo.png")) > 5000);
    }
}
