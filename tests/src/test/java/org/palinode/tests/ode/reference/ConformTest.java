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

/** {@code palinode conform} on folders that are small, wrong or broken. */
class ConformTest {
    private static final String PROBLEMS = """
            {"linear": {"y0": [1.0, 2.0], "args": [[-1.0, 0.0], [0.0, -2.0]], "t0": 0.0, "t1": 1.0, "dt0": 0.5, "activation": null},
             "vdp-weak": {"y0": [2.0, 0.0], "args": 0.0, "t0": 0.0, "t1": 1.0, "dt0": 0.5, "activation": null},
             "brusselator": {"y0": [1.0, 2.0], "args": [1.0, 3.0], "t0": 0.0, "t1": 1.0, "dt0": 0.5, "activation": null}}
            """;

    /** One Euler step: y₁ = y₀ + h f, straight in between. */
    private static final String STEP = """
            {"problem": "%s", "solver": "%s", "t0": 0.0, "t1": 0.5, "y1": [%s, %s], "y_error": null, "implicit": false,
             "dense": [{"t": 0.25, "y": [0.75, 1.0]}]}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int conform(String where) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute("conform", where);
    }

    private int conform() {
        return conform(folder.toString());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private String lastLine() {
        String[] lines = out.toString().strip().split("\n");
        return lines[lines.length - 1];
    }

    @Test
    void rowsThatAgreeAreCounted() throws IOException {
        write("problems.json", PROBLEMS);
        write("single_steps.json", "[" + STEP.formatted("linear", "Euler", "0.5", "0.0") + "]");
        assertEquals(0, conform(), out.toString());
        assertEquals("1 passed, 0 failed, 0 skipped", lastLine());
    }

    @Test
    void aRowThatDoesNotAgreeIsListedWithBothValues() throws IOException {
        write("problems.json", PROBLEMS);
        write("single_steps.json", "[" + STEP.formatted("linear", "Euler", "0.5000001", "0.0") + "]");
        assertEquals(1, conform());
        assertTrue(
                out.toString()
                        .contains(
                                "single_steps.json[0] (linear, Euler): y1[0] is 0.5, the reference has 0.5000001 (apart by"
                                        + " 1.00e-07, allowed 5.00e-13)"),
                out.toString());
        assertEquals("0 passed, 1 failed, 0 skipped", lastLine());
    }

    @Test
    void whatPalinodeDoesNotHaveIsSkippedAndCounted() throws IOException {
        write("problems.json", PROBLEMS);
        write(
                "single_steps.json",
                "[" + STEP.formatted("linear", "Radau5", "0.5", "0.0") + ","
                        + STEP.formatted("linear", "UReversible(Radau5)", "0.5", "0.0") + ","
                        + STEP.formatted("brusselator", "Euler", "0.5", "0.0") + ","
                        + STEP.formatted("nowhere", "Euler", "0.5", "0.0") + "]");
        assertEquals(0, conform());
        assertEquals("""
                skipped 1 row: problem brusselator
                skipped 1 row: problem nowhere, which problems.json does not define
                skipped 2 rows: solver Radau5
                0 passed, 0 failed, 4 skipped
                """, out.toString());
    }

    @Test
    void aProblemMayHaveMoreInItsNameThanItsKind() throws IOException {
        write("problems.json", PROBLEMS);
        String row = """
                [{"problem": "vdp-weak", "solver": "Euler", "dt0": 0.5, "ts": [0.0, 0.5, 1.0, 1.0], "num_steps": 2,
                  "ys": [[2.0, 0.0], [2.0, -1.0], [1.5, -2.0], [1.5, -2.0]]}]
                """;
        write("fixed_solves.json", row);
        assertEquals(0, conform(), out.toString());
        write("fixed_solves.json", row.replace("\"num_steps\": 2", "\"num_steps\": 3"));
        assertEquals(1, conform());
        assertTrue(out.toString().contains("num_steps is 2, the reference has 3"), out.toString());
    }

    /** y' = (−y₀, −2y₁) from (1, 2). */
    @Test
    void anAdaptiveSolveMayChooseItsFirstStepItself() throws IOException {
        write("problems.json", PROBLEMS);
        write("adaptive_solves.json", """
                [{"problem": "linear", "solver": "Tsit5", "controller": {"rtol": 1e-6, "atol": 1e-6}, "dt0": null,
                  "counts_firm": false, "step_times": null, "y1": [%s, %s]}]
                """.formatted(Math.exp(-1), 2 * Math.exp(-2)));
        assertEquals(0, conform(), out.toString() + err);
        assertEquals("1 passed, 0 failed, 0 skipped", lastLine());
    }

    /** Two Euler steps of 0.5 multiply by 0.25 and 0. */
    @Test
    void whatIsNotGivenIsNotCompared() throws IOException {
        write("problems.json", PROBLEMS.replace(", \"activation\": null", ""));
        write("single_steps.json", """
                [{"problem": "linear", "solver": "Euler", "t0": 0.0, "t1": 0.5, "y1": [0.5, 0.0]}]
                """);
        write("fixed_solves.json", """
                [{"problem": "linear", "solver": "Euler", "dt0": 0.5, "ts": [0.5], "ys": [[0.5, 0.0]]}]
                """);
        write("adaptive_solves.json", """
                [{"problem": "linear", "solver": "Tsit5", "controller": {"rtol": 1e-6, "atol": 1e-6}, "y1": [%s, %s]}]
                """.formatted(Math.exp(-1), 2 * Math.exp(-2)));
        String gradient = """
                [{"problem": "linear", "solver": "Euler", "controller": "constant", "saveat": "t1", "adjoint": "RecursiveCheckpoint", %s}]
                """;
        write("gradients.json", gradient.formatted("\"grad_y0\": [" + 0.25 * Math.cos(1) + ", 0.0]"));
        assertEquals(0, conform(), out.toString() + err);
        assertEquals("4 passed, 0 failed, 0 skipped", lastLine());
        write("gradients.json", gradient.formatted("\"loss\": " + 0.25 * Math.cos(1)));
        assertEquals(0, conform(), out.toString() + err);
        write("gradients.json", gradient.formatted("\"loss\": 1.0"));
        assertEquals(1, conform());
    }

    @Test
    void aFolderWithoutRowsHasNothingToSay() throws IOException {
        write("problems.json", "{}");
        assertEquals(0, conform());
        assertEquals("0 passed, 0 failed, 0 skipped", lastLine());
    }

    @Test
    void unreadableDataAreNamedAndEndWithTwo() throws IOException {
        unreadable("nowhere: no such folder", folder.resolve("nowhere").toString());
        unreadable("has no problems.json, which says what the rows are about");
        write("problems.json", PROBLEMS);
        write("single_steps.json", "[{\"problem\": ");
        unreadable("single_steps.json is not JSON: Unexpected end-of-input");
        write("single_steps.json", "[] []");
        unreadable("single_steps.json is not JSON");
        write("single_steps.json", "[NaN]");
        unreadable("single_steps.json is not JSON");
        write("single_steps.json", "{}");
        unreadable("single_steps.json must be an array, got {}");
        write("single_steps.json", "");
        unreadable("single_steps.json is empty");
    }

    @Test
    void aRowThatCannotBeReadFailsAndTheOthersAreChecked() throws IOException {
        write("problems.json", PROBLEMS);
        String row = STEP.formatted("linear", "Euler", "0.5", "0.0");
        write("single_steps.json", "[" + row.replace("\"t1\"", "\"t9\"") + "," + row + ", 7," + row + "]");
        assertEquals(1, conform());
        assertEquals("2 passed, 2 failed, 0 skipped", lastLine());
        assertTrue(
                out.toString()
                        .contains("single_steps.json[0] (linear, Euler): the row is not checked, the reference has what"
                                + " cannot be read (single_steps.json[0] has no \"t1\")"),
                out.toString());
        assertTrue(
                out.toString().contains("single_steps.json[2] must be an object with \"problem\", got 7"),
                out.toString());
        failsFor(row.replace("[0.5, 0.0]", "[0.5, \"x\"]"), "single_steps.json[0].y1[1] must be a number, got \"x\"");
        failsFor(row.replace("[0.5, 0.0]", "[0.5]"), "single_steps.json[0].y1 must have shape [2], got [1]");
        failsFor(row.replace("[0.5, 0.0]", "[0.5, 1e999]"), "must be finite, got");
        write("problems.json", PROBLEMS.replace("[[-1.0, 0.0], [0.0, -2.0]]", "[[-1.0, 0.0], [0.0]]"));
        failsFor(row, "problems.json.linear.args[1] must have 2 elements like its neighbours, got 1");
    }

    private void failsFor(String row, String why) throws IOException {
        write("single_steps.json", "[" + row + "]");
        assertEquals(1, conform());
        assertTrue(out.toString().contains(why), out.toString());
        assertEquals("0 passed, 1 failed, 0 skipped", lastLine());
    }

    private void unreadable(String text) {
        unreadable(text, folder.toString());
    }

    private void unreadable(String text, String where) {
        err.getBuffer().setLength(0);
        assertEquals(2, conform(where));
        assertTrue(err.toString().contains(text), err.toString());
        assertEquals(1, err.toString().lines().count(), "one line, no stack trace");
    }
}
