package org.palinode.examples.conform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of reference data: any of the files of rows, and {@code problems.json} where these need it. Refuses a file that cannot be read. */
public final class GoldenFolder {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Files of the format that are about equations with noise. */
    private static final Set<String> NOISE =
            Set.of("sde_problems.json", "sde_solves.json", "sde_gradients.json", "brownian_tree.json");

    private final List<Row> rows = new ArrayList<>();
    private final List<String> unread;

    private GoldenFolder(Path folder) throws IOException {
        List<GoldenFile> present = Stream.of(GoldenFile.values())
                .filter(file -> Files.exists(folder.resolve(file.fileName())))
                .toList();
        Problems problems = problems(folder, present);
        for (GoldenFile file : present) {
            rows.addAll(file.source().rows(read(folder.resolve(file.fileName())), problems));
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

    private static Problems problems(Path folder, List<GoldenFile> present) throws IOException {
        Path path = folder.resolve(Problems.FILE);
        if (Files.exists(path)) {
            return Problems.in(read(path));
        }
        if (!present.isEmpty()
                && present.stream().noneMatch(file -> file.source().needsProblems())) {
            return Problems.NONE;
        }
        throw new GoldenDataException(folder + " has no " + Problems.FILE
                + ", which says what the rows are about; it needs that and any of " + fileNames());
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
                && !name.equals(Problems.FILE)
                && Stream.of(GoldenFile.values())
                        .noneMatch(file -> file.fileName().equals(name));
    }

    private static String whyUnread(String name) {
        return name + ": "
                + (NOISE.contains(name)
                        ? "it is about equations with noise, which the tests check and this command does not"
                        : "no file of reference figures is called that; those that are read: " + Problems.FILE + ", "
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
