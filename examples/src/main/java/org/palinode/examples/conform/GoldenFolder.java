package org.palinode.examples.conform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of reference data: {@code problems.json}, and any of the files of rows. Read as a whole; refuses what cannot be read. */
public final class GoldenFolder {
    private static final String PROBLEMS = "problems.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, Entry> problems = new LinkedHashMap<>();
    private final Map<GoldenFile, List<Entry>> rows = new EnumMap<>(GoldenFile.class);

    private GoldenFolder(Path folder) throws IOException {
        for (GoldenFile file : GoldenFile.values()) {
            Path path = folder.resolve(file.fileName());
            if (Files.exists(path)) {
                rows.put(file, read(path).elements());
            }
        }
        Path path = folder.resolve(PROBLEMS);
        if (!Files.exists(path)) {
            throw new GoldenDataException(folder + " has no " + PROBLEMS
                    + ", which says what the rows are about; it needs" + " that and any of " + fileNames());
        }
        Entry all = read(path);
        for (String name : all.names()) {
            problems.put(name, all.field(name));
        }
    }

    /** Reads a folder. */
    public static GoldenFolder read(String folder) throws IOException {
        Path path = Path.of(folder);
        if (!Files.isDirectory(path)) {
            throw new GoldenDataException(path + (Files.exists(path) ? " is not a folder" : ": no such folder"));
        }
        return new GoldenFolder(path);
    }

    private static Entry read(Path path) throws IOException {
        try {
            JsonNode root = JSON.readTree(path.toFile());
            if (root.isMissingNode()) {
                throw new GoldenDataException(path + " is empty");
            }
            return new Entry(path.getFileName().toString(), root);
        } catch (JsonProcessingException malformed) {
            throw new GoldenDataException(path + " is not JSON: " + malformed.getOriginalMessage() + " (line "
                    + malformed.getLocation().getLineNr() + ", column "
                    + malformed.getLocation().getColumnNr() + ")");
        }
    }

    private static String fileNames() {
        return Stream.of(GoldenFile.values()).map(GoldenFile::fileName).collect(Collectors.joining(", "));
    }

    /** The number of rows of all files. */
    public int size() {
        return rows.values().stream().mapToInt(List::size).sum();
    }

    /** The rows of a file; none if the folder does not have it. */
    List<Entry> rows(GoldenFile file) {
        return rows.getOrDefault(file, List.of());
    }

    /** The problem that a row is about. */
    Problem problem(Entry row) {
        String name = row.field("problem").text();
        Entry entry = problems.get(name);
        if (entry == null) {
            throw new UnknownToPalinode("problem " + name + ", which " + PROBLEMS + " does not define");
        }
        return Problem.of(name, entry);
    }
}
