package org.palinode.tests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The version of the root POM is the only one that anything names. */
class VersionsTest {
    private static final Path ROOT = Path.of("..");

    /** A version after Palinode's coordinates: in a POM, for Gradle, in JBang. */
    private static final Pattern COORDINATES = Pattern.compile(
            "org\\.palinode(?:</groupId>\\s*<artifactId>|:)palinode[\\w-]*(?:</artifactId>\\s*<version>|:)([\\w.-]+)");

    private static final List<String> COPIED = List.of(
            "README.md",
            "docs/start/install.md",
            "template/pom.xml",
            "template/build.gradle",
            "template/src/main/java/Cooling.java",
            "tests/consumer/pom.xml");

    private final String version =
            Pom.ofThisBuild().get("palinode").text("version").orElseThrow();

    @Test
    void everyModuleHasIt() {
        for (Pom pom : Pom.ofThisBuild().values()) {
            String its =
                    pom.text("parent/version").or(() -> pom.text("version")).orElseThrow();
            assertEquals(version, its, pom.toString());
        }
    }

    @Test
    void theCitationHasIt() throws IOException {
        assertTrue(Files.readString(ROOT.resolve("CITATION.cff")).contains("\nversion: " + version + "\n"));
    }

    /** Pages, projects that are started from, notebooks, scripts: whatever a user copies coordinates from. */
    @Test
    void everyCoordinateHasIt() throws IOException {
        List<String> others = new ArrayList<>();
        Set<Path> with = new HashSet<>();
        for (Path file : textFiles()) {
            Matcher coordinates = COORDINATES.matcher(Files.readString(file));
            while (coordinates.find()) {
                with.add(ROOT.relativize(file));
                if (!coordinates.group(1).equals(version)) {
                    others.add(file + ": " + coordinates.group());
                }
            }
        }
        assertEquals(List.of(), others);
        List<String> without =
                COPIED.stream().filter(file -> !with.contains(Path.of(file))).toList();
        assertEquals(List.of(), without, "these have no coordinates");
    }

    @Test
    void theChangelogHasASectionForAReleaseAndOneForWhatFollows() throws IOException {
        String changes = Files.readString(ROOT.resolve("CHANGELOG.md"));
        assertTrue(changes.contains("\n## [Unreleased]\n"));
        assertTrue(version.endsWith("-SNAPSHOT") || changes.contains("\n## [" + version + "]"), version);
        assertFalse(changes.contains("<<<<<<<"));
    }

    /** Branches that are merged line by line leave headings and entries twice. */
    @Test
    void theChangelogSaysNothingTwice() throws IOException {
        for (String section : Files.readString(ROOT.resolve("CHANGELOG.md")).split("(?m)^## ")) {
            List<String> lines = section.lines().filter(line -> !line.isEmpty()).toList();
            Set<String> seen = new HashSet<>();
            assertEquals(
                    List.of(), lines.stream().filter(line -> !seen.add(line)).toList());
        }
    }

    /** Without it no two builds are equal. The BOM has no parent to take it from. */
    @Test
    void theBuildHasATimeOfItsOwn() {
        Set<String> times = Pom.ofThisBuild().values().stream()
                .filter(pom -> pom.elements("parent").isEmpty())
                .map(pom -> pom.text("properties/project.build.outputTimestamp").orElse("none in " + pom))
                .collect(Collectors.toSet());
        assertEquals(1, times.size(), times.toString());
        String time = times.iterator().next();
        assertTrue(OffsetDateTime.parse(time).isAfter(OffsetDateTime.parse("2026-01-01T00:00:00Z")), time);
    }

    private static List<Path> textFiles() throws IOException {
        Pattern text = Pattern.compile("pom\\.xml|.*\\.(md|cff|gradle|kts|ipynb|jsh|sh|java|txt)");
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("docs", "examples", "notebooks", "tests/consumer", "template", "launcher")) {
            if (Files.isDirectory(ROOT.resolve(folder))) {
                try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
                    all.filter(file ->
                                    text.matcher(file.getFileName().toString()).matches())
                            .filter(file -> !file.toString().contains("target"))
                            .forEach(files::add);
                }
            }
        }
        files.add(ROOT.resolve("README.md"));
        return files;
    }
}
