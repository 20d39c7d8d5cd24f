package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.cli.Main;
import picocli.CommandLine;

/** {@code palinode conform} on {@code real_sizes.json}: rows whose figures are computed here, by plain loops. */
class ConformRealSizesTest {
    private static final double PHASE = 0.4;
    private static final double STEP = 0.25;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int conform(String file) throws IOException {
        Files.writeString(folder.resolve("real_sizes.json"), file);
        out.getBuffer().setLength(0);
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute("conform", folder.toString());
    }

    private static String file(String... rows) {
        return "{\"phase\": " + PHASE + ", \"rows\": [" + String.join(",", rows) + "]}";
    }

    private String lastLine() {
        String[] lines = out.toString().strip().split("\n");
        return lines[lines.length - 1];
    }

    private static double wave(int k, double a, double b) {
        return Math.sin(a * k + b * k * k / 1000 + PHASE);
    }

    /** The loss of one Euler step of y' = Ay + sin t from t = 0, and its gradients for y0 and A, as a row. */
    private static String eulerStep(String problem, int n) {
        double[] y0 = IntStream.range(0, n).mapToDouble(k -> wave(k, 0.3, 0.2)).toArray();
        double[] weights =
                IntStream.range(0, n).mapToDouble(k -> Math.cos(k + 1)).toArray();
        double loss = 0;
        double[] ofY0 = weights.clone();
        double[] ofMatrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            double slope = 0;
            for (int j = 0; j < n; j++) {
                double entry = wave(i * n + j, 0.61, 0.7) / n - (i == j ? 1 : 0);
                slope += entry * y0[j];
                ofY0[j] += STEP * weights[i] * entry;
                ofMatrix[i * n + j] = STEP * weights[i] * y0[j];
            }
            loss += weights[i] * (y0[i] + STEP * slope);
        }
        return "{\"problem\": \"" + problem + "\", \"solver\": \"Euler\", \"t1\": " + STEP + ", \"steps\": 1, \"n\": "
                + n + ", \"loss\": " + loss + ", \"grad_y0\": " + summary(ofY0) + ", \"grad_args\": ["
                + summary(ofMatrix) + "]}";
    }

    private static String summary(double[] gradient) {
        double max = DoubleStream.of(gradient).map(Math::abs).max().orElseThrow();
        double[] dots = DoubleStream.of(0.7, 1.3, 2.9)
                .map(a -> IntStream.range(0, gradient.length)
                        .mapToDouble(k -> gradient[k] * wave(k, a, 0.1))
                        .sum())
                .toArray();
        return String.format(Locale.ROOT, "{\"max\": %s, \"dots\": [%s, %s, %s]}", max, dots[0], dots[1], dots[2]);
    }

    @Test
    void numbersFollowFromSizesAndPhase() throws IOException {
        assertEquals(0, conform(file(eulerStep("linear", 1), eulerStep("linear-odd", 33))), out.toString() + err);
        assertEquals("2 passed, 0 failed, 0 skipped", lastLine());
        assertEquals(1, conform(file(eulerStep("linear", 33)).replace("0.4", "0.5")), "another phase, other numbers");
    }

    @Test
    void eachQuantityIsCompared() throws IOException {
        String row = eulerStep("linear", 9);
        for (String key : new String[] {"loss", "max", "dots"}) {
            for (int at = row.indexOf(key); at > 0; at = row.indexOf(key, at + 1)) {
                int number = at + row.substring(at).indexOf(": ") + (key.equals("dots") ? 3 : 2);
                String wrong =
                        row.substring(0, number) + "1" + row.substring(number).replaceFirst("^-", "");
                assertEquals(1, conform(file(wrong)), wrong);
                assertTrue(out.toString().contains(key), out.toString());
            }
        }
        assertEquals(1, conform(file(row.replace("\"grad_args\": [", "\"grad_args\": [{\"max\": 1}, "))));
        assertTrue(out.toString().contains("number of leaves of grad_args is 1, the reference has 2"), out.toString());
    }

    @Test
    void whatIsNotGivenIsNotCompared() throws IOException {
        String row = eulerStep("linear", 9);
        String loss = row.substring(0, row.indexOf(", \"grad_y0\"")) + "}";
        String max = row.replaceAll(", \"dots\": [^]]*]", "");
        String dots = row.replaceAll("\"max\": [^,]*, ", "");
        String nulls = row.replaceAll("\"max\": [^,]*, ", "\"max\": null, ");
        assertEquals(0, conform(file(loss, max, dots, nulls)), out.toString());
        assertEquals("4 passed, 0 failed, 0 skipped", lastLine());
        assertEquals(0, conform("{\"rows\": []}"));
    }

    @Test
    void whatPalinodeDoesNotHaveIsNamed() throws IOException {
        String row = eulerStep("linear", 9);
        String network =
                "{\"problem\": \"mlp\", \"solver\": \"Euler\", \"t1\": 1, \"steps\": 1, \"sizes\": [2, 3, 2], \"loss\": 0";
        assertEquals(
                0,
                conform(file(
                        row.replace("linear", "heat"),
                        row.replace("Euler", "Radau5"),
                        network + ", \"activation\": \"swish\"}")));
        assertEquals("""
                skipped 1 row: activation swish
                skipped 1 row: problem heat
                skipped 1 row: solver Radau5
                0 passed, 0 failed, 3 skipped
                """, out.toString());
    }

    @Test
    void rowsThatCannotBeReadFailAndSayWhy() throws IOException {
        String row = eulerStep("linear", 9);
        failsFor(row.replace("\"n\": 9", "\"n\": 0"), "rows[0].n must be 1 or more, got 0");
        failsFor(row.replace("\"n\": 9", "\"m\": 9"), "rows[0] has no \"n\"");
        failsFor(row.replace("\"steps\": 1", "\"steps\": 1.5"), "rows[0].steps must be a whole number, got 1.5");
        failsFor(
                row.replaceAll(", \"loss.*", "}"), "has nothing to compare: no \"loss\", \"grad_y0\" or \"grad_args\"");
        failsFor(
                row.replaceAll("\"grad_y0\": [^}]*}", "\"grad_y0\": {}"),
                "has nothing to compare: no \"max\" or \"dots\"");
        failsFor(row.replaceFirst("\"dots\": \\[", "\"dots\": [0, "), "must have 3 dots, got 4");
        String network =
                "{\"problem\": \"mlp\", \"solver\": \"Euler\", \"t1\": 1, \"steps\": 1, \"loss\": 0, \"sizes\": ";
        failsFor(network + "[2, 3]}", "needs two sizes or more, the last equal to the first, got [2, 3]");
        failsFor(network + "[2, 3, 2]}", "has no \"activation\"");
    }

    private void failsFor(String row, String why) throws IOException {
        assertEquals(1, conform(file(row)), row);
        assertTrue(out.toString().contains(why), out.toString());
    }

    @Test
    void filesThatAreNotReadAreNamed() throws IOException {
        Files.writeString(folder.resolve("brownian_tree.json"), "not even JSON");
        Files.writeString(folder.resolve("losses.json"), "[]");
        Files.writeString(folder.resolve("README.md"), "");
        assertEquals(0, conform(file(eulerStep("linear", 9))), err.toString());
        String text = out.toString();
        assertTrue(
                text.contains(
                        "not read: brownian_tree.json: its increments come from the reference's random numbers, which a test draws again and this command does not"),
                text);
        assertTrue(
                text.contains(
                        "not read: losses.json: no file of reference figures is called that; those that are read: problems.json, "),
                text);
        assertEquals(3, text.lines().count(), text);
    }
}
