package org.palinode.jupyter;

import java.util.ArrayList;
import java.util.List;

/** Traces of errors without the frames of the engine: what the user wrote stays, and the method of Palinode that it called. */
final class ShortTrace {
    private static final List<String> ENGINE = List.of("org.palinode.", "java.", "jdk.", "sun.", "org.dflib.jjava.");

    private ShortTrace() {}

    /** Shortens the traces of an error and its causes. One that Palinode has no part in, or nobody else has, stays as it is. */
    static void shorten(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            each.setStackTrace(shortened(each.getStackTrace()));
        }
    }

    static StackTraceElement[] shortened(StackTraceElement[] frames) {
        List<StackTraceElement> kept = new ArrayList<>();
        boolean ours = false;
        boolean others = false;
        for (int i = 0; i < frames.length; i++) {
            boolean called = i + 1 < frames.length && !isEngine(frames[i + 1]) && isPalinode(frames[i]);
            if (!isEngine(frames[i]) || called) {
                kept.add(frames[i]);
            }
            ours |= isPalinode(frames[i]);
            others |= !isEngine(frames[i]);
        }
        return ours && others ? kept.toArray(StackTraceElement[]::new) : frames;
    }

    private static boolean isPalinode(StackTraceElement frame) {
        return frame.getClassName().startsWith(ENGINE.get(0));
    }

    private static boolean isEngine(StackTraceElement frame) {
        return ENGINE.stream().anyMatch(frame.getClassName()::startsWith);
    }
}
