package org.palinode.tests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each library has a licence under which a program of the Apache License 2.0 may use it. Where there is a choice, one of them is such. */
@Tag("slow") // the same on every JVM
class LicencesTest {
    private static final Pattern PERMISSIVE = Pattern.compile(
            "(The )?Apache.*2\\.0|Apache-2\\.0|MIT( License)?|BSD-[23]-Clause|The BSD License",
            Pattern.CASE_INSENSITIVE);

    @Test
    void everyLibraryMayBeUsed() throws IOException {
        List<String> doubtful = new ArrayList<>();
        for (Path jar : RuntimeJars.all()) {
            Pom pom = Pom.read(pomBeside(jar));
            List<String> licences = licences(pom, repository(pom));
            if (licences.stream()
                    .noneMatch(licence -> PERMISSIVE.matcher(licence).matches())) {
                doubtful.add(jar.getFileName() + ": " + licences);
            }
        }
        assertEquals(List.of(), doubtful);
        assertTrue(RuntimeJars.all().size() > 10, RuntimeJars.all().toString());
    }

    /** Of the POM, or of the nearest parent that names any. */
    private static List<String> licences(Pom pom, Path repository) {
        var names = pom.elements("licenses/license/name");
        if (!names.isEmpty() || pom.elements("parent").isEmpty()) {
            return names.stream().map(name -> name.getTextContent().strip()).toList();
        }
        String artifact = pom.text("parent/artifactId").orElseThrow();
        String version = pom.text("parent/version").orElseThrow();
        Path parent = folder(repository, pom.text("parent/groupId").orElseThrow())
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".pom");
        return licences(Pom.read(parent), repository);
    }

    private static Path pomBeside(Path jar) throws IOException {
        try (Stream<Path> files = Files.list(jar.getParent())) {
            return files.filter(file -> file.toString().endsWith(".pom"))
                    .findAny()
                    .orElseThrow();
        }
    }

    /** The local repository that a POM lies in, at group/artifact/version, the group a folder for each of its words. */
    private static Path repository(Pom pom) {
        String group = pom.text("groupId").or(() -> pom.text("parent/groupId")).orElseThrow();
        Path inside = folder(Path.of(""), group).resolve("artifact").resolve("version");
        Path repository = pom.file().getParent();
        for (int i = 0; i < inside.getNameCount(); i++) {
            repository = repository.getParent();
        }
        return repository;
    }

    private static Path folder(Path repository, String group) {
        return repository.resolve(group.replace('.', '/'));
    }
}
