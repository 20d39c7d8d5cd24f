package org.palinode.autodiff.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void enginesAreFoundByTheirNames() {
        for (Engine engine : Engine.values()) {
            assertEquals(engine, Engine.named(engine.name().toLowerCase(Locale.ROOT)));
        }
        assertEquals(
                "palinode.engine must be interpreter, scalar, vector or tiered, got \"fast\";"
                        + " leave it out for the fastest that there is",
                assertThrows(IllegalArgumentException.class, () -> Engine.named("fast"))
                        .getMessage());
    }
}
