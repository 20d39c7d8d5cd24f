package org.palinode.tests.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.jupyter.CellProgress;
import org.palinode.ode.DiffEqSolve;
import org.palinode.plot.Plots;
import org.palinode.train.saving.Safetensors;

/** NOTICE names each native library that comes with the jars, and each jar has NOTICE and LICENSE. */
@Tag("slow") // the same on every JVM
class NoticeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LIBRARY =
            Pattern.compile(".*/([^/]+?)(?:-\\d+)?(?:\\.\\d+)*\\.(?:so|dll|dylib)(?:\\.\\d+)*");

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
                        .filter(library -> library.group().contains("bytedeco")
                                || library.group().contains("nd4j"))
                        .forEach(library -> found.add(library.group(1)));
            }
        }
        assertTrue(found.contains("libopenblas") || found.contains("openblas"), found.toString());
        assertEquals(
                List.of(),
                found.stream()
                        .filter(name -> !Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                                .matcher(notice)
                                .find())
                        .toList(),
                "NOTICE does not name these");
    }

    @Test
    void whatIsPublishedHasNoticeAndLicence() throws IOException {
        for (Class<?> type :
                List.of(Tensor.class, DiffEqSolve.class, Safetensors.class, Plots.class, CellProgress.class)) {
            URL[] home = {type.getProtectionDomain().getCodeSource().getLocation()};
            try (var alone = new URLClassLoader(home, null)) {
                for (String text : List.of("NOTICE", "LICENSE")) {
                    byte[] inside =
                            alone.getResourceAsStream("META-INF/" + text).readAllBytes();
                    assertArrayEquals(Files.readAllBytes(ROOT.resolve(text)), inside, home[0] + " " + text);
                }
            }
        }
    }
}
