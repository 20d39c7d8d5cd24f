package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.examples.shell.Script;

/** The three short programs on noise and controls: what they print is right. */
@Tag("slow") // compiles snippets
@Tag("once")
class NoiseScriptsTest {
    private static final Path FOLDER = Path.of("..", "examples", "src", "main", "jshell");

    /** 10,000 mirrored pairs leave one hundredth of the price to chance, and less of its slopes. */
    @Test
    void theSimulatedOptionIsThatOfTheFormula() throws IOException {
        String printed = printed("gbm.jsh");
        for (String name : List.of("price", "delta", "rho", "vega")) {
            double simulated = number(printed, name + " +simulated +");
            double formula = number(printed, name + " +simulated +\\S+ +formula +");
            assertEquals(1, simulated / formula, 0.04, printed);
        }
        assertEquals(
                9.1218,
                number(printed, "price +simulated +\\S+ +formula +"),
                1e-3,
                printed); // from a table of the normal distribution
    }

    /** It begins at 0.6; 200 paths leave 0.001 to chance. */
    @Test
    void theNeuralEquationWithNoiseHasTheMomentsOfTheData() throws IOException {
        String printed = printed("neural-sde.jsh");
        assertTrue(number(printed, "loss = ") < 0.01, printed);
    }

    /** A guess of the mean leaves all of the variance unexplained, and the gaps in the data leave some. */
    @Test
    void theControlledEquationReadsTheArea() throws IOException {
        String printed = printed("neural-cde.jsh");
        assertTrue(number(printed, "unexplained = ") < 0.1, printed);
    }

    private static double number(String text, String before) {
        var found = Pattern.compile(before + "([-0-9.]+)").matcher(text);
        assertTrue(found.find(), text);
        return Double.parseDouble(found.group(1));
    }

    private static String printed(String script) throws IOException {
        PrintStream console = System.out;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code = Script.run(FOLDER.resolve(script), new PrintStream(err, true, StandardCharsets.UTF_8));
            assertEquals(0, code, () -> err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(console);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
