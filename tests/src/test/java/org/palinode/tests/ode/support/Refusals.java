package org.palinode.tests.ode.support;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Bad input is refused with a text that begins so. */
public final class Refusals {
    private Refusals() {}

    public static void refused(Executable attempt, String text) {
        var refusal = assertThrows(IllegalArgumentException.class, attempt);
        assertTrue(refusal.getMessage().startsWith(text), refusal.getMessage());
    }
}
