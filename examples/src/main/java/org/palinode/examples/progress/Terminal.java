package org.palinode.examples.progress;

import java.io.Console;

/** Terminal to which the program is attached. */
public final class Terminal {
    private Terminal() {}

    /** True if standard error is a terminal that can move its cursor. */
    public static boolean isInteractive() {
        Console console = System.console();
        return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
    }

    /** From JDK 22 on there may be a console without a terminal; 17 does not know the question. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }
}
