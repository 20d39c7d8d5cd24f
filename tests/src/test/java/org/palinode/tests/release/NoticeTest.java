package org.palinode.tests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** NOTICE names each native library that comes with the jars, and each jar has NOTICE and LICENSE. */
class NoticeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LIBRARY = Pattern.compile(".*/([^/]+?)(?:-\\d+)?(?:\\.\\d+)*\\.(?:so|dll|dylib)(?:\\.\\d+)*");

    /** The jars of this platform; what those of the others have was read from them and stands in NOTICE. */
    @Test
    void everyNativeLibraryIsNamed() throws IOException {
        String notice = Files.readString(ROOT.resolve("NOTICE"));
        Set<String> found = new TreeSet<>();
        for (Path jar : RuntimeJars.all()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream()
                        .map(entry -> LIBRARY.matcher(entry.getName()))
                        .filter(Matcher::matches)
                        .filter(library -> library.group().contains("bytedeco") || library.group().contains("nd4j"))
                        .forEach(library -> found.add(library.group(1)));
            }
        }
        assertTrue(found.contains("libopenblas") || found.contains("openblas"), found.toString());
        assertEquals(
                List.of(),
                found.stream()
                        .filter(name -> !Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(notice).find())
                        .toList(),
                "NOTICE does not name these");
    }

    @Test
    void everyJarOfOursHasNoticeAndLicence() throws IOException {
        for (Class<?> type : List.of(org.palinode.autodiff.tensor.Tensor.class, org.palinode.ode.ODETerm.class)) {
            for (String text : List.of("NOTICE", "LICENSE")) {
                Path home = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
                assertEquals(-1, Files.mismatch(ROOT.resolve(text), inside(home, text)), home + " " + text);
            }
        }
    }

    private static Path inside(Path home, String text) throws IOException {
        if (Files.isDirectory(home)) {
            return home.resolve("META-INF").resolve(text);
        }
        Path copy = Files.createTempFile(text, null);
        copy.toFile().deleteOnExit();
        try (JarFile jar = new JarFile(home.toFile())) {
            Files.write(copy, jar.getInputStream(jar.getEntry("META-INF/" + text)).readAllBytes());
        }
        return copy;
    }
}
