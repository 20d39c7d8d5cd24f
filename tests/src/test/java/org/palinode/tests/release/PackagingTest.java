package org.palinode.tests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.library.BuildLines;

/** What POMs say to those who resolve them otherwise than Maven does, and versions of others that stand in several files. */
class PackagingTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
    private static final Pattern ALL_EXCLUDED =
            Pattern.compile("<exclusion>\\s*<groupId>\\*</groupId>\\s*<artifactId>\\*</artifactId>\\s*</exclusion>");

    /** The POMs of what users depend on. */
    static List<Path> published() throws IOException {
        try (Stream<Path> artifacts = Files.list(ROOT.resolve("artifacts"))) {
            return Stream.concat(
                            Stream.of("autodiff", "ode", "train", "plot", "jupyter")
                                    .map(ROOT::resolve),
                            artifacts.filter(folder -> !folder.endsWith("bom")).filter(Files::isDirectory))
                    .map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    /**
     * Gradle knows one list of dependencies for all jars of one name, and leaves out only what each of them leaves out: by the jars of natives it
     * took oshi, jna and commons-net, which the others exclude.
     */
    @ParameterizedTest
    @MethodSource("published")
    void nativesAndJarsOfNd4jBringNothing(Path pom) throws IOException {
        for (String dependency : dependencies(pom)) {
            if (dependency.contains("<classifier>") || dependency.contains("<groupId>org.nd4j<")) {
                assertTrue(ALL_EXCLUDED.matcher(dependency).find(), pom + ": " + dependency);
            }
        }
    }

    @Test
    void solveAndGradientDoWithoutTheNativesOfNd4j() throws IOException {
        Set<String> taken = Stream.of("autodiff", "ode")
                .flatMap(folder -> dependencies(ROOT.resolve(folder).resolve("pom.xml")).stream())
                .filter(dependency -> !dependency.contains("<scope>test<"))
                .map(dependency -> value(dependency, "artifactId"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of("asm", "commons-math3", "javacpp", "nd4j-api", "openblas", "palinode-autodiff"),
                taken,
                "SECURITY.md and docs/start/install.md say what there is");
    }

    @Test
    void eachPlatformHasAnArtifactWithItsNatives() throws IOException {
        for (String platform : BuildLines.PLATFORMS) {
            Path pom = ROOT.resolve("artifacts/natives-" + platform + "/pom.xml");
            List<String> natives = dependencies(pom).stream()
                    .filter(dependency -> dependency.contains("<classifier>" + platform + "<"))
                    .map(dependency -> value(dependency, "artifactId"))
                    .toList();
            assertEquals(List.of("openblas", "javacpp"), natives, pom.toString());
            assertTrue(Files.readString(pom).contains("<artifactId>palinode-natives-" + platform + "</artifactId>"));
        }
    }

    /** It has no parent, from which it could take them. */
    @Test
    void theBomHasAllArtifactsInTheirVersions() throws IOException {
        String bom = Files.readString(ROOT.resolve("artifacts/bom/pom.xml"));
        assertEquals(version(), value(bom, "version"));
        String root = Files.readString(ROOT.resolve("pom.xml"));
        assertEquals(value(root, "openblas.version"), value(bom, "openblas.version"));
        assertEquals(value(root, "javacpp.version"), value(bom, "javacpp.version"));
        for (Path pom : published()) {
            String artifact = value(Files.readString(pom).replaceFirst("(?s)<parent>.*</parent>", ""), "artifactId");
            assertTrue(bom.contains("<artifactId>" + artifact + "</artifactId>"), artifact);
        }
    }

    /** Those that the messages of the libraries name. */
    @Test
    void versionsInMessagesAreThoseOfTheBuild() throws IOException {
        String root = Files.readString(ROOT.resolve("pom.xml"));
        String engine = "autodiff/src/main/java/org/palinode/autodiff/";
        assertTrue(Files.readString(ROOT.resolve(engine + "tensor/Nd4jLibrary.java"))
                .contains("org.nd4j:nd4j-native:" + value(root, "nd4j.version") + ":"));
        String blas = Files.readString(ROOT.resolve(engine + "internal/kernel/blas/BlasLibrary.java"));
        assertTrue(blas.contains("\"" + value(root, "openblas.version") + "\""));
        assertTrue(blas.contains("org.bytedeco:javacpp:" + value(root, "javacpp.version") + ","));
    }

    private static String version() throws IOException {
        return value(Files.readString(ROOT.resolve("pom.xml")), "version");
    }

    private static List<String> dependencies(Path pom) {
        return DEPENDENCY.matcher(read(pom)).results().map(MatchResult::group).toList();
    }

    private static String read(Path pom) {
        try {
            return Files.readString(pom);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String value(String xml, String tag) {
        Matcher matcher = Pattern.compile("<" + tag + ">([^<]*)</").matcher(xml);
        assertTrue(matcher.find(), () -> tag + " is not in " + xml);
        return matcher.group(1);
    }
}
