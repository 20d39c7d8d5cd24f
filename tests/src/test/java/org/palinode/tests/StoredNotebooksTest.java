package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Notebooks as they are stored: without outputs, for our kernel, with links that lead somewhere. {@code ./palinode notebook --test} runs them. */
class StoredNotebooksTest {
    private static final Path FOLDER = Path.of("..", "notebooks");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)");
    private static final int WIDTH = 140;

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    private static List<JsonNode> cells(JsonNode notebook) {
        return StreamSupport.stream(notebook.get("cells").spliterator(), false).toList();
    }

    private static List<String> lines(JsonNode cell) {
        return StreamSupport.stream(cell.get("source").spliterator(), false)
                .map(line -> line.asText().stripTrailing())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void aNotebookIsStoredWithoutOutputsAndForOurKernel(Path file) throws IOException {
        JsonNode notebook = new ObjectMapper().readTree(file.toFile());
        assertEquals("palinode", notebook.at("/metadata/kernelspec/name").asText());
        assertEquals("java", notebook.at("/metadata/kernelspec/language").asText());
        for (JsonNode cell : cells(notebook)) {
            if (cell.get("cell_type").asText().equals("code")) {
                String begin = lines(cell).get(0);
                assertTrue(cell.get("outputs").isEmpty(), "has an output, see ./palinode notebook --strip: " + begin);
                assertTrue(cell.get("execution_count").isNull(), "was run, see ./palinode notebook --strip: " + begin);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void aNotebookBeginsWithATitleAndStopsWhereANumberIsWrong(Path file) throws IOException {
        List<JsonNode> cells = cells(new ObjectMapper().readTree(file.toFile()));
        assertTrue(
                lines(cells.get(0)).get(0).startsWith("# "),
                "title: " + lines(cells.get(0)).get(0));
        assertTrue(
                cells.stream().flatMap(cell -> lines(cell).stream()).anyMatch(line -> line.contains("AssertionError")));
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void linksLeadSomewhereAndLinesAreNotTooLong(Path file) throws IOException {
        for (JsonNode cell : cells(new ObjectMapper().readTree(file.toFile()))) {
            for (String line : lines(cell)) {
                assertTrue(line.length() <= WIDTH, line.length() + " columns: " + line);
                Matcher link = LINK.matcher(line);
                while (cell.get("cell_type").asText().equals("markdown") && link.find()) {
                    assertTrue(Files.exists(FOLDER.resolve(link.group(1))), "leads nowhere: " + link.group(1));
                }
            }
        }
    }

    @Test
    void thePageOfTheFolderNamesEach() throws IOException {
        String page = Files.readString(FOLDER.resolve("README.md"));
        assertEquals(8, notebooks().size());
        for (Path file : notebooks()) {
            assertTrue(page.contains("](" + file.getFileName() + ")"), "not in the table: " + file.getFileName());
        }
    }
}
