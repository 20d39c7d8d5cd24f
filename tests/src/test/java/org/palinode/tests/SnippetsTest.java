package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.examples.shell.Script;

/**
 * The Java code of README and docs/ runs: the blocks of a page one after another, as one script of {@code ./palinode shell}. Where a comment at the
 * end of a line is a number or numbers in brackets, they are what the line prints, or the value of the expression on it. A block that is a whole
 * program, a class with {@code main}, runs where it ends.
 */
@Tag("slow") // compiles snippets
class SnippetsTest {
    private static final Pattern RESULT = Pattern.compile("^(\\S.*?| +System\\.out.*?);?\\s+// (\\[?-?\\d.*)$");
    private static final Pattern PROGRAM = Pattern.compile(
            "(?ms)^public (?:final )?class (\\w+) .*^    public static void main\\(String\\[\\] args\\)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

    @TempDir
    Path folder;

    static List<Path> pages() throws IOException {
        return Pages.all().stream()
                .filter(page -> code(page).stream().anyMatch(line -> !line.isEmpty()))
                .toList();
    }

    /** The lines of a page, all of them empty but those of Java, so that numbers of lines are those of the page. */
    private static List<String> code(Path page) {
        List<String> lines = new ArrayList<>();
        var block = new StringBuilder();
        boolean inside = false;
        for (String line : read(page).split("\n")) {
            boolean fence = line.startsWith("```");
            lines.add(fence ? call(block) : inside ? line : "");
            if (fence) {
                block.setLength(0);
                inside = line.equals("```java");
            } else if (inside) {
                block.append(line).append('\n');
            }
        }
        return lines;
    }

    /** What runs a block that is a program: it stands where the fence below it was. */
    private static String call(CharSequence block) {
        Matcher program = PROGRAM.matcher(block);
        return program.find() ? program.group(1) + ".main(new String[0]);" : "";
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void pagesHaveCode() throws IOException {
        assertTrue(pages().size() >= 6, pages().toString());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCodeOfAPageRunsAndPrintsWhatItSays(Path page) throws IOException {
        List<String> script = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String line : code(page)) {
            Matcher result = RESULT.matcher(line);
            boolean found = result.matches();
            if (found) {
                expected.add(result.group(2));
            }
            script.add(
                    found && !line.strip().startsWith("System.out")
                            ? "System.out.println(" + result.group(1) + ")"
                            : line);
        }
        List<String> printed = run(page, script);
        assertTrue(printed.size() >= expected.size(), printed.toString());
        for (int i = 0; i < expected.size(); i++) {
            assertSame(expected.get(i), printed.get(i));
        }
    }

    private List<String> run(Path page, List<String> script) throws IOException {
        Path file = folder.resolve(page.getFileName());
        Files.writeString(file, String.join("\n", script).replace("\"out/", "\"" + folder + "/"));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(
                    0,
                    Script.run(file, new PrintStream(err, true, StandardCharsets.UTF_8)),
                    () -> err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(console);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** To a unit of the last digit that the page gives: the digits after it differ between processors. */
    private static void assertSame(String expected, String printed) {
        List<String> wanted = numbers(expected);
        List<String> found = numbers(printed);
        String what = "the page says " + expected + ", but it is " + printed;
        assertEquals(wanted.size(), found.size(), what);
        for (int i = 0; i < wanted.size(); i++) {
            int digits = wanted.get(i).contains(".")
                    ? wanted.get(i).length() - wanted.get(i).indexOf('.') - 1
                    : 6;
            assertEquals(
                    Double.parseDouble(wanted.get(i)), Double.parseDouble(found.get(i)), Math.pow(10, -digits), what);
        }
    }

    /** Those before the type, which two spaces part from them, or before the words of a page. */
    private static List<String> numbers(String text) {
        return NUMBER.matcher(text.split(" {2}|, which")[0])
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
