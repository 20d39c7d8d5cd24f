package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.examples.shell.Page;
import org.palinode.examples.shell.Script;

/**
 * The Java code of README and docs/ runs: the blocks of a page one after another, as one script of {@code ./palinode shell}. Where a comment at the
 * end of a line is a number, numbers in brackets, true or false, it is what the line prints, or the value of the expression on it. A block that is
 * a whole program, a class with {@code main}, runs where it ends.
 */
@Tag("slow") // compiles snippets
@Tag("once")
class SnippetsTest {
    private static final Pattern PICTURE = Pattern.compile("\\(\\.\\./images/([a-z0-9-]+\\.png)\\)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

    @TempDir
    Path folder;

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path page : Pages.all()) {
            if (Page.of(Files.readAllLines(page)).hasCode()) {
                pages.add(page);
            }
        }
        return pages;
    }

    @Test
    void pagesHaveCode() throws IOException {
        assertTrue(pages().size() >= 6, pages().toString());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCodeOfAPageRunsAndPrintsWhatItSays(Path page) throws IOException {
        List<String> expected = Page.of(Files.readAllLines(page)).results();
        List<String> printed = run(page);
        int next = 0;
        for (String value : expected) {
            int from = next;
            while (next < printed.size() && !isSame(value, printed.get(next))) {
                next++; // text that the page prints, and does not repeat
            }
            assertTrue(
                    next < printed.size(),
                    () -> "the page says " + value + ", but prints " + printed.subList(from, printed.size()));
            next++;
        }
        if (page.startsWith(Pages.ROOT.resolve("docs/tutorials"))) {
            for (String picture : pictures(page)) {
                assertTrue(Files.exists(folder.resolve(picture)), "the code of the page does not draw its " + picture);
            }
        }
    }

    private static List<String> pictures(Path page) throws IOException {
        return PICTURE.matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private List<String> run(Path page) throws IOException {
        Path file = folder.resolve(page.getFileName());
        String here =
                Files.readString(page).replace("\"out/", "\"" + folder + "/").replace("\"examples/", "\"../examples/");
        Files.writeString(file, here);
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
    private static boolean isSame(String expected, String printed) {
        List<String> wanted = numbers(expected);
        List<String> found = numbers(printed);
        return expected.matches("true|false")
                ? expected.equals(printed)
                : wanted.size() == found.size()
                        && IntStream.range(0, wanted.size()).allMatch(i -> isNear(wanted.get(i), found.get(i)));
    }

    private static boolean isNear(String wanted, String found) {
        int digits = wanted.contains(".") ? wanted.length() - wanted.indexOf('.') - 1 : 6;
        return Math.abs(Double.parseDouble(wanted) - Double.parseDouble(found)) <= Math.pow(10, -digits);
    }

    /** Those before the type, which two spaces part from them, or before the words of a page. */
    private static List<String> numbers(String text) {
        return NUMBER.matcher(text.split(" {2}|, which")[0])
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
