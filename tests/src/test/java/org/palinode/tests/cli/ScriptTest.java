package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.shell.Page;
import org.palinode.examples.shell.Script;

@Tag("thorough")
class ScriptTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void endsWithZeroWhenEverySnippetWorks() throws IOException {
        assertEquals(
                0,
                run(
                        "// lines and blocks may come in any shape",
                        "",
                        "int x = 3",
                        "int twice(",
                        "        int a) {",
                        "    return 2 * a;",
                        "}",
                        "twice(x)"));
        assertEquals("", told());
    }

    @Test
    void namesTheLineAndTheCallersOfAnException() throws IOException {
        assertEquals(
                1,
                run("void f() {", "    throw new IllegalStateException(\"boom\");", "}", "", "f()", "System.exit(7)"));
        assertTrue(told().startsWith("demo.jsh:5: java.lang.IllegalStateException: boom"), told());
        assertTrue(told().contains("at f (demo.jsh:2)"), told());
    }

    @Test
    void countsCommentsAndBlankLines() throws IOException {
        assertEquals(1, run("/* one", "two */", "", "// four", "int a = 1; int b = 2; // five", "/* six */ missing"));
        assertTrue(told().startsWith("demo.jsh:6: error: cannot find symbol"), told());
    }

    @Test
    void namesTheLineThatDoesNotCompile() throws IOException {
        assertEquals(1, run("int x = 1;", "void f() {", "    int y = \"a\";", "}"));
        assertTrue(told().startsWith("demo.jsh:3: error: incompatible types"), told());
    }

    /** javac of JDK 17 throws over this missing argument, newer ones tell of it. */
    @Test
    void namesTheLineThatTheCompilerBreaksDownOver() throws IOException {
        assertEquals(
                1,
                run("int x = 1;", "System.out.println(hessian((Tensor q) -> q.power(3).sum()).apply(Tensor.of(1.0)))"));
        assertTrue(told().startsWith("demo.jsh:2: error: "), told());
    }

    @Test
    void runsTheJavaOfAPageAndPrintsTheValuesItGives() throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(page, """
                Text that is no code.
                ```java
                int x = 3;
                x * x                          // 9
                x * x
                x > 2                          // true
                ```
                ```
                nor is this
                ```
                ```java
                missing
                ```
                """);
        PrintStream console = System.out;
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, Script.run(page, new PrintStream(err, true, StandardCharsets.UTF_8)));
        } finally {
            System.setOut(console);
        }
        assertEquals("9\ntrue\n", out.toString(StandardCharsets.UTF_8));
        assertTrue(told().startsWith("page.md:12: error: cannot find symbol"), told());
        assertEquals(List.of("9", "true"), Page.of(Files.readAllLines(page)).results());
    }

    @Test
    void letsDeclarationsReferToLaterOnes() throws IOException {
        assertEquals(0, run("int f() { return g(); }", "int g() { return 1; }", "f()"));
    }

    @Test
    void failsWhenADeclarationNeverComes() throws IOException {
        assertEquals(1, run("int f() { return g(); }"));
        assertTrue(told().startsWith("demo.jsh:1: refers to what is nowhere declared: method g()"), told());
    }

    @Test
    void failsWhenASnippetDoesNotEnd() throws IOException {
        assertEquals(1, run("int x = 1;", "int y = Math.max(x,"));
        assertTrue(told().startsWith("demo.jsh:2: the snippet that starts here does not end"), told());
    }

    @Test
    void endsWithTheCodeGivenToExit() throws IOException {
        assertEquals(3, run("int code = 3", "/exit code", "throw new AssertionError()"));
        assertEquals(0, run("/exit"));
    }

    @Test
    void refusesOtherCommandsOfTheShell() throws IOException {
        assertEquals(1, run("/vars"));
        assertTrue(told().startsWith("demo.jsh:1: /vars is a command of the interactive shell"), told());
    }

    @Test
    @Tag("slow") // compiles snippets
    void theScriptThatStepsRuns() throws IOException {
        Path script = Path.of("..", "examples", "src", "main", "jshell", "stepper.jsh");
        PrintStream console = System.out;
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Script.run(script, new PrintStream(err, true, StandardCharsets.UTF_8)), told());
        } finally {
            System.setOut(console);
        }
        String printed = out.toString(StandardCharsets.UTF_8);
        double last = Double.parseDouble(
                printed.substring(printed.lastIndexOf("= ") + 2).trim());
        assertTrue(printed.contains("y(10.0) = "), printed);
        assertEquals(Math.exp(-20), last, 1e-7); // atol is 1e-8
    }

    private int run(String... lines) throws IOException {
        Path file = folder.resolve("demo.jsh");
        Files.writeString(file, String.join("\n", lines));
        return Script.run(file, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** What was printed, without the folder, which differs from run to run. */
    private String told() {
        return err.toString(StandardCharsets.UTF_8).replace(folder + "/", "");
    }
}
