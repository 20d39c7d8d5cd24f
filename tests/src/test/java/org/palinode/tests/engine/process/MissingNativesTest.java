package org.palinode.tests.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.library.NativeLibrary;
import org.palinode.autodiff.memory.NativeLibraryException;

/** Programs whose class path lacks jars: each call is refused with the lines to add, or needs none of them. */
@Tag("slow") // a JVM each
class MissingNativesTest {
    private static final String PLATFORM = Loader.getPlatform();
    private static final Predicate<String> ND4J =
            jar("(nd4j-(?!api)|guava|jackson-1|protobuf|flatbuffers|commons-(?!math)|slf4j).*");

    /** The jars without which solve and gradient run: what palinode-ode does not bring. */
    @Test
    void withoutNd4jOnlyArraysInAndOutAreRefused() throws Exception {
        List<String> lines = run(ND4J);
        for (String line : lines) {
            if (line.startsWith("to ND4J")) {
                assertRefused(line, "ND4J, which toINDArray and Tensor.of(INDArray) need,", "palinode-nd4j");
            } else {
                assertFalse(line.contains("Exception") || line.contains("Error"), line);
            }
        }
        assertTrue(lines.contains("large product: 90000  f64[]"), lines.toString());
    }

    /** A jar that ND4J itself needs, where a build has left it out. */
    @Test
    void withoutPartsOfNd4jTheSameIsSaid() throws Exception {
        for (String line : run(jar("nd4j-common.*"))) {
            if (line.startsWith("to ND4J")) {
                assertRefused(line, "ND4J, which toINDArray and Tensor.of(INDArray) need,", "palinode-nd4j");
            }
        }
    }

    @Test
    void withoutOpenBlasProductsAndLinearSystemsAreRefused() throws Exception {
        for (String line : run(jar("openblas-.*-" + PLATFORM + ".*").or(ND4J))) {
            if (Pattern.compile("product|linear|factors").matcher(line).find()) {
                assertRefused(line, "OpenBLAS", "palinode-natives-" + PLATFORM);
            } else if (!line.startsWith("to ND4J")) {
                assertFalse(line.contains("Exception") || line.contains("Error"), line);
            }
        }
    }

    @Test
    void withoutAllNativesWhatNeedsThemIsRefused() throws Exception {
        assertAllRefused(jar("(openblas|javacpp)-.*-" + PLATFORM + ".*").or(ND4J));
    }

    @Test
    void withoutTheClassesOfJavaCppTheSameIsSaid() throws Exception {
        assertAllRefused(jar("javacpp-.*").or(ND4J));
    }

    private static void assertAllRefused(Predicate<String> missing) throws Exception {
        for (String line : run(missing)) {
            if (!line.startsWith("to ND4J") && !line.startsWith("random numbers: [")) {
                String name = line.contains("OpenBLAS") ? "OpenBLAS" : "JavaCPP's library";
                assertRefused(line, name, "palinode-natives-" + PLATFORM);
            }
        }
    }

    private static void assertRefused(String line, String library, String artifact) {
        String refusal = line.substring(line.indexOf(": ") + 2);
        String start = "NativeLibraryException: " + library + " for " + PLATFORM
                + " is not on the class path; add to the build |   Maven:  <dependency><groupId>org.palinode</groupId><artifactId>"
                + artifact + "</artifactId>";
        assertTrue(refusal.startsWith(start), line);
        assertTrue(refusal.contains("<type>pom</type></dependency> |   Gradle: "), line);
        assertTrue(refusal.contains("(\"org.palinode:" + artifact + ":"), line);
    }

    @Test
    void aLibraryThatIsThereAndDoesNotLoadIsToldFromAMissingOne() {
        NativeLibrary library = NativeLibrary.load(
                "OpenBLAS", List.of(NativeLibrary.file("/org/bytedeco/openblas", "jniopenblas")), "add it", () -> {
                    throw new UnsatisfiedLinkError("failed to map segment from shared object");
                });
        for (int i = 0; i < 2; i++) {
            NativeLibraryException refusal = refusal(library);
            String text = refusal.getMessage();
            String start = "OpenBLAS for " + PLATFORM + " is on the class path, but does not load"
                    + " (java.lang.UnsatisfiedLinkError: failed to map segment from shared object); its files are unpacked to ";
            assertTrue(text.startsWith(start), text);
            assertEquals(UnsatisfiedLinkError.class, refusal.getCause().getClass());
        }
    }

    private static NativeLibraryException refusal(NativeLibrary library) {
        try {
            library.require(NativeLibraryException::new);
        } catch (NativeLibraryException refusal) {
            return refusal;
        }
        throw new AssertionError("it was let through");
    }

    private static List<String> run(Predicate<String> missing) throws Exception {
        List<String> lines = OtherJvm.printWithout(missing, WithoutNatives.class, Map.of())
                .lines()
                .toList();
        assertEquals(18, lines.size(), lines.toString());
        return lines;
    }

    private static Predicate<String> jar(String name) {
        return Pattern.compile(name).asMatchPredicate();
    }
}
