package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.cli.Main;
import picocli.CommandLine;

/** {@code palinode conform} on figures of equations with noise, computed here by plain loops. */
class ConformNoiseTest {
    private static final double[] Y0 = {0.4, -1.2};
    private static final double[][] W = {{0.3, -0.1}, {-0.2, 0.25}};

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int conform() {
        out.getBuffer().setLength(0);
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute("conform", folder.toString());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private String lastLine() {
        String[] lines = out.toString().strip().split("\n");
        return lines[lines.length - 1];
    }

    /** The drift of {@code sde-diagonal} with a = −0.5, and its diffusion with b = 0.3. */
    private static double[] euler(double[] y, double t, double h, double[] w) {
        return IntStream.range(0, 2)
                .mapToDouble(i -> y[i] + h * (-0.5 * y[i] + Math.cos(t)) + w[i] * (0.3 * y[i] + 0.1 * Math.sin(y[i])))
                .toArray();
    }

    private static double[] heun(double[] y, double t, double h, double[] w) {
        double[] end = euler(y, t, h, w);
        double[] twice = euler(end, t + h, h, w);
        return IntStream.range(0, 2).mapToDouble(i -> (y[i] + twice[i]) / 2).toArray();
    }

    private static String problem(String name, double dt, String more) {
        return String.format(
                Locale.ROOT,
                "{\"%s\": {\"y0\": %s, \"args\": {\"a\": -0.5, \"b\": 0.3}, \"t0\": 1.0, \"dt\": %s, \"steps\": 2, \"W\": %s%s}}",
                name,
                Arrays.toString(Y0),
                dt,
                Arrays.deepToString(W),
                more);
    }

    private static String row(String solver, String figures) {
        return "[{\"problem\": \"sde-diagonal-2\", \"solver\": \"" + solver + "\", " + figures + "}]";
    }

    /** There and back: W belongs to a step in its direction. */
    @Test
    void stepsAreTakenOverTheGivenIncrements() throws IOException {
        for (double dt : new double[] {0.25, -0.25}) {
            double[] y1 = heun(Y0, 1, dt, W[0]);
            double[] y2 = heun(y1, 1 + dt, dt, W[1]);
            String figures = "\"y1\": " + Arrays.toString(y1) + ", \"ys\": [" + Arrays.toString(y1) + ","
                    + Arrays.toString(y2) + "]";
            write("sde_problems.json", problem("sde-diagonal-2", dt, ""));
            write("sde_solves.json", row("Heun", figures));
            assertEquals(0, conform(), out.toString() + err);
            assertEquals("1 passed, 0 failed, 0 skipped", lastLine());
            write("sde_solves.json", row("Heun", figures.replace("[" + y2[0], "[7" + y2[0])));
            assertEquals(1, conform(), figures);
            write("sde_solves.json", row("Heun", figures.replaceFirst("\\[" + y1[0], "[7" + y1[0])));
            assertEquals(1, conform(), figures);
        }
    }

    /** Heun's estimate is half the difference of its slopes, the first less the second. */
    @Test
    void theEstimateOfTheFirstStepIsCompared() throws IOException {
        double[] k1 = difference(euler(Y0, 1, 0.25, W[0]), Y0);
        double[] stage = sum(Y0, k1);
        double[] k2 = difference(euler(stage, 1.25, 0.25, W[0]), stage);
        double[] error =
                IntStream.range(0, 2).mapToDouble(i -> (k1[i] - k2[i]) / 2).toArray();
        write("sde_problems.json", problem("sde-diagonal-2", 0.25, ""));
        write("sde_solves.json", row("Heun", "\"y_error\": " + Arrays.toString(error)));
        assertEquals(0, conform(), out.toString() + err);
        write("sde_solves.json", row("Heun", "\"y_error\": [0, 0]"));
        assertEquals(1, conform());
    }

    private static double[] difference(double[] a, double[] b) {
        return IntStream.range(0, 2).mapToDouble(i -> a[i] - b[i]).toArray();
    }

    private static double[] sum(double[] a, double[] b) {
        return IntStream.range(0, 2).mapToDouble(i -> a[i] + b[i]).toArray();
    }

    /** Against central differences of a plain loop: 1e-10 of the gradient, 1e-9 of the differences. */
    @Test
    void gradientsAreComparedForEachArgument() throws IOException {
        double[] ofY0 = IntStream.range(0, 2)
                .mapToDouble(i -> {
                    double slope = 1;
                    double t = 1;
                    double[] y = Y0;
                    for (double[] w : W) {
                        slope *= 1 - 0.25 * 0.5 + w[i] * (0.3 + 0.1 * Math.cos(y[i]));
                        y = euler(y, t, 0.25, w);
                        t += 0.25;
                    }
                    return slope * Math.cos(i + 1);
                })
                .toArray();
        write("sde_problems.json", problem("sde-diagonal-2", 0.25, ""));
        for (String adjoint : new String[] {"", ", \"adjoint\": \"Direct\"", ", \"adjoint\": \"ForwardMode\""}) {
            write("sde_gradients.json", row("Euler", "\"grad_y0\": " + Arrays.toString(ofY0) + adjoint));
            assertEquals(0, conform(), out.toString() + err);
        }
        write("sde_gradients.json", row("Euler", "\"grad_args\": {\"b\": 0.0}"));
        assertEquals(1, conform());
        assertTrue(out.toString().contains("grad_args b"), out.toString());
        write("sde_gradients.json", row("Euler", "\"grad_args\": {\"c\": 0.0}"));
        assertEquals(1, conform());
        assertTrue(out.toString().contains("has \"c\", which is no argument of the problem"), out.toString());
    }

    /** A step of ALIGN without friction and noise is that of the velocity, with the force where it starts. */
    @Test
    void theForceOfALangevinProblemIsRead() throws IOException {
        String problem = """
                {"langevin-3": {"x0": [0.5], "v0": [0.25], "gamma": 1e-9, "u": 1.0, "grad_f": "%s", "t0": 0.0, "dt": 0.25,
                  "W": [[0.0]], "H": [[0.0]], "K": [[0.0]]}}
                """;
        for (String force : new String[] {"4x(x^2-1)", "4*x*(x**2 - 1)", "-4x + 4x^3", "2x*x(x+x)/1.0-4x"}) {
            write("sde_problems.json", problem.formatted(force));
            write("sde_solves.json", """
                    [{"problem": "langevin-3", "solver": "ALIGN", "xs": [[%s]]}]
                    """.formatted(0.5 + 0.25 * 0.25 + 0.25 * 0.25 / 2 * 1.5));
            assertEquals(0, conform(), force + "\n" + out);
        }
        write("sde_problems.json", problem.formatted("4x(x^2-1))"));
        assertEquals(0, conform());
        assertTrue(
                out.toString()
                        .contains(
                                "skipped 1 row: grad_f: \"4x(x^2-1))\" is no formula of x as far as its character 10"),
                out.toString());
    }

    @Test
    void whatCannotBeRunIsSkippedWithItsReason() throws IOException {
        write("sde_problems.json", problem("sde-diagonal-2", 0.25, ""));
        for (String solver : new String[] {"Kvaerno5", "SEA", "Radau5"}) {
            write("sde_solves.json", row(solver, "\"y1\": [0, 0]"));
            assertEquals(0, conform());
            assertTrue(out.toString().startsWith("skipped 1 row: "), out.toString());
            assertTrue(out.toString().contains(solver), out.toString());
        }
        write("sde_solves.json", row("Euler", "\"y_error\": [0, 0]"));
        assertEquals(0, conform());
        assertTrue(out.toString().startsWith("skipped 1 row: an error estimate of Euler"), out.toString());
        write("sde_problems.json", problem("sde-cubic", 0.25, ""));
        write("sde_solves.json", row("Euler", "\"y1\": [0, 0]").replace("sde-diagonal-2", "sde-cubic"));
        assertEquals(0, conform());
        assertTrue(out.toString().startsWith("skipped 1 row: problem sde-cubic"), out.toString());
    }

    @Test
    void whatCannotBeReadFailsAndSaysWhy() throws IOException {
        write("sde_solves.json", row("Euler", "\"y1\": [0, 0]"));
        assertEquals(2, conform());
        assertTrue(
                err.toString().contains("has no sde_problems.json, which says what the rows are about"),
                err.toString());
        write("sde_problems.json", problem("sde-diagonal-2", 0.25, ", \"H\": [[0, 0]]"));
        assertEquals(1, conform());
        assertTrue(
                out.toString().contains("must have a row for each step in W, and H and K of the same shape"),
                out.toString());
        write("sde_problems.json", problem("sde-diagonal-2", 0.25, "").replace("\"steps\": 2", "\"steps\": 3"));
        assertEquals(1, conform());
        assertTrue(out.toString().contains("has 3 steps, but 2 rows of W"), out.toString());
        write("sde_problems.json", problem("sde-diagonal-2", 0.25, ""));
        write("sde_solves.json", row("Euler", "\"y2\": [0, 0]"));
        assertEquals(1, conform());
        assertTrue(out.toString().contains("has nothing to compare: no \"y1\", \"y_error\" or \"ys\""), out.toString());
    }
}
