package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.cli.Main;
import picocli.CommandLine;

/** {@code palinode conform} on figures of controlled equations, computed here by hand: dy = tanh(w y + b) dX of one state and one channel. */
class ConformControlsTest {
    private static final double W = 0.7;
    private static final double B = -0.2;
    private static final double Y0 = 0.5;

    private static final String PROBLEM = """
            {"cde-one": {"path": "%s", "times": [0.0, 1.0, 2.0], "data": [[1.0], [null], [4.0]], "time": false, "counts": false,
              "activation": "tanh", "y0": [0.5], "args": [{"W": [[0.7]], "b": [-0.2]}], "t0": 0.0, "t1": 2.0}}
            """;

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;

    private int conform() {
        out.getBuffer().setLength(0);
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(out, true));
        return commandLine.execute("conform", folder.toString());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static double slope(double y) {
        return Math.tanh(W * y + B);
    }

    private static String row(String way, String figures) {
        return "[{\"problem\": \"cde-one\", \"solver\": \"Euler\", \"way\": \"" + way
                + "\", \"step_ts\": [0.0, 0.5, 2.0], " + figures + "}]";
    }

    /** The line from 1 to 4 over the gap: increments 0.75 and 2.25, slope 1.5. The held path jumps by 3 at the end. */
    @Test
    void stepsAreTakenOverSlopesAndIncrements() throws IOException {
        double y1 = Y0 + 0.75 * slope(Y0);
        double y2 = y1 + 2.25 * slope(y1);
        String figures = "\"ts\": [0.5, 2.0], \"ys\": [[" + y1 + "], [" + y2 + "]]";
        write("cde_problems.json", PROBLEM.formatted("linear"));
        for (String way : new String[] {"ode", "increments"}) {
            write("cde_solves.json", row(way, figures));
            assertEquals(0, conform(), out.toString());
            write("cde_solves.json", row(way, figures.replace("[" + y2, "[1" + y2)));
            assertEquals(1, conform(), figures);
        }
        write("cde_problems.json", PROBLEM.formatted("rectilinear"));
        write(
                "cde_solves.json",
                row("increments", "\"ts\": [0.5, 2.0], \"ys\": [[0.5], [" + (Y0 + 3 * slope(Y0)) + "]]"));
        assertEquals(0, conform(), out.toString());
    }

    /** Two steps: dy2/d(first value) by the chain rule. The line moves by ∓(1 − t/2) and t/2 with its ends; a gap has no derivative. */
    @Test
    void gradientsForDataAreCompared() throws IOException {
        double y1 = Y0 + 0.75 * slope(Y0);
        double through = 1 + 2.25 * W * (1 - slope(y1) * slope(y1));
        double toEnd = 0.25 * slope(Y0) * through + 0.75 * slope(y1);
        String wanted = "\"grad_data\": [[" + -toEnd * Math.cos(1) + "], [null], [" + toEnd * Math.cos(1) + "]]";
        write("cde_problems.json", PROBLEM.formatted("linear"));
        write("cde_gradients.json", row("increments", wanted));
        assertEquals(0, conform(), out.toString());
        write("cde_gradients.json", row("increments", wanted.replace("null", "0.1")));
        assertEquals(1, conform());
        assertTrue(out.toString().contains("grad_data[1][0] is 0.0, the reference has 0.1"), out.toString());
    }

    @Test
    void whatPalinodeDoesNotHaveIsSkippedWithItsReason() throws IOException {
        write("cde_problems.json", PROBLEM.formatted("natural-cubic"));
        write("cde_solves.json", row("ode", "\"ts\": [2.0], \"ys\": [[0.0]]"));
        assertEquals(0, conform(), out.toString());
        assertTrue(out.toString().startsWith("skipped 1 row: path natural-cubic"), out.toString());
        write("cde_problems.json", PROBLEM.formatted("linear"));
        write("cde_solves.json", row("log-ode", "\"ts\": [2.0], \"ys\": [[0.0]]"));
        assertEquals(0, conform(), out.toString());
        assertTrue(out.toString().startsWith("skipped 1 row: way log-ode"), out.toString());
    }
}
