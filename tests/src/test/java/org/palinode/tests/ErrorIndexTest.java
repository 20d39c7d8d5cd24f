package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.ode.outcome.Outcome.Result;

/** The index of error texts has the beginning of each, and no text that the sources do not have. */
@Tag("thorough") // reads all sources
class ErrorIndexTest {
    private static final Path PAGE = Pages.ROOT.resolve("docs/reference/errors.md");
    private static final Pattern ENTRY = Pattern.compile("(?m)^(?:\\| `([^`]+)` \\| \\S.*\\S \\||- `([^`]+)`)$");
    /** A shorter beginning could be that of many texts. */
    private static final int SHORTEST = 10;

    private static final String[] MODULES = {"autodiff", "ode", "train", "plot", "jupyter"};

    private static List<String> index() throws IOException {
        return ENTRY.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult entry) -> entry.group(1) == null ? entry.group(2) : entry.group(1))
                .toList();
    }

    private static boolean isBegunBy(List<String> index, String text) {
        return index.stream().anyMatch(text::startsWith);
    }

    @Test
    void everyTextOfARefusalIsInTheIndex() throws IOException {
        List<String> index = index();
        List<String> lost = SourceTexts.of(MODULES).refusals().stream()
                .filter(text -> !isBegunBy(index, text))
                .toList();
        assertEquals("", String.join("\n", lost), PAGE + " has no beginning of these texts of the sources");
    }

    @Test
    void everyWayInWhichASolveFailsIsInTheIndex() throws IOException {
        List<String> index = index();
        for (Result result : Result.values()) {
            boolean fails = !List.of(Result.SUCCESSFUL, Result.EVENT_OCCURRED, Result.STEPS_TAKEN)
                    .contains(result);
            assertEquals(fails, isBegunBy(index, result.message()), result.name());
        }
    }

    @Test
    void everyTextOfTheIndexIsInTheSources() throws IOException {
        SourceTexts sources = SourceTexts.of(MODULES);
        List<String> index = index();
        assertTrue(index.size() > 200, index.size() + " texts");
        assertEquals(index.stream().distinct().toList(), index);
        List<String> lost = index.stream()
                .filter(text ->
                        text.length() < SHORTEST || sources.all().stream().noneMatch(each -> each.startsWith(text)))
                .toList();
        assertEquals("", String.join("\n", lost), PAGE + " has these, and the sources have no text that begins so");
    }
}
