package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.examples.conform.Conformance;
import org.palinode.examples.conform.GoldenFolder;
import org.palinode.examples.conform.Mismatch;

/**
 * Gradients of equations with noise against the reference's under the other adjoints. {@code GoldenTest} holds the steps, and the gradients under
 * recursive checkpoints.
 */
@Tag("slow") // compiles 42 solves with their gradients, twice
class NoisyGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({"Direct, .*, 42", "ForwardMode, (?!ReversibleHeun).*, 39", "Reversible, ReversibleHeun, 3"})
    void gradientsAreThoseOfTheReference(String adjoint, String solvers, int rows) throws IOException {
        try (InputStream problems = golden("sde_problems.json");
                InputStream gradients = golden("sde_gradients.json")) {
            Files.copy(problems, folder.resolve("sde_problems.json"));
            ArrayNode wanted = JSON.createArrayNode();
            for (JsonNode row : JSON.readTree(gradients)) {
                if (row.get("solver").asText().matches(solvers)) {
                    wanted.add(((ObjectNode) row).put("adjoint", adjoint));
                }
            }
            JSON.writeValue(folder.resolve("sde_gradients.json").toFile(), wanted);
        }
        List<Mismatch> mismatches = new ArrayList<>();
        Conformance.Result result = Conformance.check(GoldenFolder.read(folder.toString()), mismatches::addAll);
        assertEquals(List.of(), mismatches);
        assertEquals(rows + " passed, 0 failed, 0 skipped", result.toString());
    }

    private static InputStream golden(String file) {
        return NoisyGoldenTest.class.getResourceAsStream("/golden/" + file);
    }
}
