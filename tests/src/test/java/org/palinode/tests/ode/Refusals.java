package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Bad input is refused with a text that begins so. */
final class Refusals {
    private Refusals() {}

    static void refused(Executable attempt, String text) {
        var refusal = assertThrows(IllegalArgumentException.class, attempt);
        assertTrue(refusal.getMessage().startsWith(text), refusal.getMessage());
    }
}
