package org.palinode.tests.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs started as users start them, by {@code java -cp} without flags and variables; also with the OpenBLAS that ND4J asks for. */
@Tag("slow") // a JVM each
class PlainJvmTest {
    /** What Maven copies there: see the POM. */
    private static final Path ND4J_BLAS = Path.of("target", "nd4j-openblas");

    /** Where the numbers come from one product of 200 terms, or one solve of condition 2. */
    private static final double ROUNDING = 1e-12;

    /** It ended with SIGSEGV: LAPACK on as many threads as there are processors takes more stack than a Java thread has. */
    @Test
    void aProgramWhoseFirstCallIsOfLapackRuns() throws Exception {
        List<String> lines = run("", Map.of());
        for (String line : lines.subList(0, 5)) {
            assertTrue(number(line) < (line.startsWith("explicit") ? 1e-9 : ROUNDING), line);
        }
    }

    @Test
    void productsAndLapackRunOnOneThread() throws Exception {
        List<String> lines =
                OtherJvm.printPlainly(ThreadsOfBlas.class, "", Map.of()).lines().toList();
        assumeTrue(Integer.parseInt(lines.get(0)) > 1, "a machine with one processor");
        for (String share : lines.subList(1, 3)) {
            // Two threads would share the work: 1. Of the rest of the JVM some milliseconds
            // of 0.1 to 0.3 seconds.
            assertTrue(Double.parseDouble(share) < 0.3, lines.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SkylakeX", "Cooperlake", "Haswell"})
    void theLibraryThatNd4jAsksForIsRefusedWhereItIsWrong(String core) throws Exception {
        List<String> lines = run(jarsOfNd4j(), Map.of("OPENBLAS_CORETYPE", core));
        assumeTrue(lines.get(5).endsWith(" " + core), "the processor does not have it: " + lines);
        assertEquals("0.3.19-1.5.7 " + core, lines.get(5));
        String wrong = "OpenBLAS 0.3.19-1.5.7, core " + core + ", ";
        boolean solves = core.equals("Haswell");
        boolean multiplies = !core.equals("Cooperlake");
        String refusal = wrong + (multiplies ? "solves linear systems wrongly" : "computes wrong matrix products");
        for (String line : List.of(lines.get(0), lines.get(2), lines.get(3))) {
            assertTrue(solves ? number(line) < ROUNDING : line.contains(refusal), line);
        }
        assertTrue(multiplies ? number(lines.get(1)) < ROUNDING : lines.get(1).contains(refusal), lines.get(1));
        assertTrue(number(lines.get(4)) < 1e-9, "needs neither: " + lines.get(4));
    }

    @Test
    void doctorSaysWhatIsWrongWithIt() throws Exception {
        String text = OtherJvm.printPlainly(PlainDoctor.class, jarsOfNd4j(), Map.of("OPENBLAS_CORETYPE", "SkylakeX"));
        assumeTrue(text.contains("core SkylakeX"), "the processor does not have it: " + text);
        assertTrue(text.contains("-> OpenBLAS 0.3.19-1.5.7, core SkylakeX, solves linear systems wrongly"), text);
        assertTrue(
                Pattern.compile("^Solve +off by \\d", Pattern.MULTILINE)
                        .matcher(text)
                        .find(),
                text);
        assertTrue(
                Pattern.compile("^Stiff solve +fails", Pattern.MULTILINE)
                        .matcher(text)
                        .find(),
                text);
        assertTrue(text.endsWith("exit code 1\n"), text);
    }

    private static List<String> run(String classPath, Map<String, String> variables)
            throws IOException, InterruptedException {
        List<String> lines = OtherJvm.printPlainly(PlainProgram.class, classPath, variables)
                .lines()
                .toList();
        assertEquals(6, lines.size(), lines.toString());
        return lines;
    }

    private static double number(String line) {
        return Double.parseDouble(line.substring(line.indexOf(": ") + 2));
    }

    private static String jarsOfNd4j() throws IOException {
        try (Stream<Path> files = Files.list(ND4J_BLAS)) {
            return files.map(file -> file.toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
