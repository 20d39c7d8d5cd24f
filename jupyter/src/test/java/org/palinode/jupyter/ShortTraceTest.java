package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortTraceTest {
    private static final String[] RUNNER = {
        "jdk.internal.reflect.DirectMethodHandleAccessor", "org.palinode.jupyter.JJavaStatements", "java.lang.Thread"
    };

    private static StackTraceElement[] frames(String... classes) {
        return Arrays.stream(classes)
                .map(name -> new StackTraceElement(name, "method", "File.java", 1))
                .toArray(StackTraceElement[]::new);
    }

    private static List<String> shortened(String... classes) {
        String[] all = Arrays.copyOf(classes, classes.length + RUNNER.length);
        System.arraycopy(RUNNER, 0, all, classes.length, RUNNER.length);
        return Arrays.stream(ShortTrace.shortened(frames(all)))
                .map(StackTraceElement::getClassName)
                .toList();
    }

    @Test
    void theFramesOfTheUserStayAndTheMethodsThatTheyCalled() {
        assertEquals(
                List.of(
                        "org.palinode.autodiff.tensor.Tensor",
                        "REPL.Field",
                        "org.palinode.ode.DiffEqSolve",
                        "my.Model",
                        "REPL.Cell"),
                shortened(
                        "org.palinode.autodiff.tensor.Broadcast",
                        "org.palinode.autodiff.tensor.Tensor",
                        "REPL.Field",
                        "org.palinode.ode.internal.run.Loop",
                        "java.util.stream.ReferencePipeline",
                        "org.palinode.ode.DiffEqSolve",
                        "my.Model",
                        "java.util.ArrayList",
                        "REPL.Cell"));
    }

    @Test
    void errorsThatPalinodeHasNoPartInStayWhole() {
        String[] classes = {"java.lang.Integer", "java.util.ArrayList", "REPL.Cell"};
        assertEquals(classes.length + RUNNER.length, shortened(classes).size());
    }

    @Test
    void errorsThatTheUserHasNoPartInStayWhole() {
        StackTraceElement[] frames = frames("org.palinode.ode.internal.run.Loop", "java.lang.Thread");
        assertArrayEquals(frames, ShortTrace.shortened(frames));
        assertArrayEquals(frames(), ShortTrace.shortened(frames()));
    }

    @Test
    void causesAreShortenedToo() {
        var cause = new ArithmeticException("singular");
        cause.setStackTrace(
                frames("org.palinode.autodiff.linear.Solve", "org.palinode.autodiff.Autodiff", "REPL.Cell"));
        var error = new IllegalStateException("no step", cause);
        error.setStackTrace(frames("org.palinode.ode.internal.run.Loop", "org.palinode.ode.DiffEqSolve", "REPL.Cell"));
        ShortTrace.shorten(error);
        assertEquals("org.palinode.ode.DiffEqSolve", error.getStackTrace()[0].getClassName());
        assertEquals("org.palinode.autodiff.Autodiff", cause.getStackTrace()[0].getClassName());
    }
}
