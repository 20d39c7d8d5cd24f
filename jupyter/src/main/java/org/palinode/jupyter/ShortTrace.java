package org.palinode.jupyter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
        int start = IntStream.range(0, frames.length)
                .filter(i -> !isEngine(frames[i]))
                .max()
                .orElse(0); // those after it run the cell
        boolean ours = Arrays.stream(frames, 0, start).anyMatch(ShortTrace::isPalinode);
        return ours
                ? IntStream.rangeClosed(0, start)
                        .filter(i -> !isEngine(frames[i]) || isPalinode(frames[i]) && !isEngine(frames[i + 1]))
                        .mapToObj(i -> frames[i])
                        .toArray(StackTraceElement[]::new)
                : frames;
    }

    private static boolean isPalinode(StackTraceElement frame) {
        return frame.getClassName().startsWith(ENGINE.get(0));
    }

    private static boolean isEngine(StackTraceElement frame) {
        return ENGINE.stream().anyMatch(frame.getClassName()::startsWith);
    }
}
