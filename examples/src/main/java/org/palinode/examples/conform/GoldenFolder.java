package org.palinode.examples.conform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of reference data: any of the files of rows, and the files of problems that these need. Refuses a file that cannot be read. */
public final class GoldenFolder {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Increments of the reference's own random numbers, which a test draws again. */
    private static final String TREE = "brownian_tree.json";

    private final List<Row> rows = new ArrayList<>();
    private final List<String> unread;

    private GoldenFolder(Path folder) throws IOException {
        List<GoldenFile> present = Stream.of(GoldenFile.values())
                .filter(file -> Files.exists(folder.resolve(file.fileName())))
                .toList();
        requireProblems(folder, present);
        for (GoldenFile file : present) {
            rows.addAll(file.source().rows(read(folder.resolve(file.fileName())), problems(folder, file)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            unread = files.map(path -> path.getFileName().toString())
                    .filter(GoldenFolder::isUnread)
                    .sorted()
                    .map(GoldenFolder::whyUnread)
                    .toList();
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

    /** Refuses a folder without rows or problems, and one without the problems of its rows. */
    private static void requireProblems(Path folder, List<GoldenFile> present) {
        Set<String> wanted = (present.isEmpty() ? Stream.of(GoldenFile.values()) : present.stream())
                .flatMap(file -> file.source().problemsFile().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> missing = wanted.stream()
                .filter(name -> !Files.exists(folder.resolve(name)))
                .toList();
        boolean isEmpty = present.isEmpty() && missing.size() == wanted.size();
        if (isEmpty || !present.isEmpty() && !missing.isEmpty()) {
            throw new GoldenDataException(folder + " has no " + missing.get(0)
                    + ", which says what the rows are about; it needs that and any of " + fileNames());
        }
    }

    private static Problems problems(Path folder, GoldenFile file) throws IOException {
        Optional<String> name = file.source().problemsFile();
        return name.isPresent() ? Problems.in(read(folder.resolve(name.get()))) : Problems.NONE;
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

    private static boolean isUnread(String name) {
        return name.endsWith(".json")
                && Stream.of(GoldenFile.values())
                        .noneMatch(file -> file.fileName().equals(name)
                                || file.source().problemsFile().equals(Optional.of(name)));
    }

    private static String whyUnread(String name) {
        return name + ": "
                + (name.equals(TREE)
                        ? "its increments come from the reference's random numbers, which a test draws again and this command does not"
                        : "no file of reference figures is called that; those that are read: problems.json, "
                                + fileNames());
    }

    /** The number of rows of all files. */
    public int size() {
        return rows.size();
    }

    /** The JSON files that are not read, each with the reason. */
    public List<String> unread() {
        return unread;
    }

    /** The rows of all files. */
    List<Row> rows() {
        return rows;
    }
}
