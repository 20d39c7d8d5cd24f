package org.palinode.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference library's virtual Brownian tree, from its seeds. */
class BrownianGoldenTest {
    private static final Map<String, LevyArea> LEVELS =
            Map.of("W", LevyArea.NONE, "WH", LevyArea.SPACE_TIME, "WHK", LevyArea.SPACE_TIME_TIME);

    /** The figures are differences of values counted from t0: 1e-11 is what the file promises. */
    @Test
    void incrementsAreThoseOfTheReference() throws IOException {
        JsonNode rows = new ObjectMapper()
                .readTree(Path.of("../tests/src/test/resources/golden/brownian_tree.json")
                        .toFile());
        assertTrue(rows.size() > 40);
        for (JsonNode row : rows) {
            int components = row.get("W").size();
            LevyArea level = LEVELS.get(row.get("level").asText());
            var increments = new Increments(level, components);
            var cursor = new TreeCursor(
                    number(row, "t0"),
                    number(row, "t1"),
                    number(row, "tol"),
                    new Threefry(row.get("seed").asLong()),
                    level,
                    components);
            cursor.read(number(row, "a"), number(row, "b"), increments);
            for (int i = 0; i < components; i++) {
                assertEquals(row.get("W").get(i).asDouble(), increments.w(i), 1e-11, row::toString);
                if (level.numbers() > 1) {
                    assertEquals(row.get("H").get(i).asDouble(), increments.h(i), 1e-11, row::toString);
                }
                if (level.numbers() > 2) {
                    assertEquals(row.get("K").get(i).asDouble(), increments.k(i), 1e-11, row::toString);
                }
            }
        }
    }

    private static double number(JsonNode row, String name) {
        return row.get(name).asDouble();
    }
}
