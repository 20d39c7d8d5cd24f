package org.palinode.examples.shell;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;

/** Tells what became of a script's snippets, with the file and line in place of JShell's snippet numbers. */
final class SnippetReport {
    private final JShell shell;
    private final PrintStream err;
    private final Map<String, Place> places = new HashMap<>();

    SnippetReport(JShell shell, PrintStream err) {
        this.shell = shell;
        this.err = err;
    }

    /** Takes note of a snippet whose source starts at {@code place}; returns whether it compiled and did not throw. */
    boolean accept(SnippetEvent event, Place place) {
        Snippet snippet = event.snippet();
        places.putIfAbsent(snippet.id(), place);
        if (event.status() == Snippet.Status.REJECTED) {
            shell.diagnostics(snippet).filter(Diag::isError).forEach(diag -> rejected(snippet, diag));
            return false;
        }
        if (event.exception() != null) {
            thrown(event.exception(), place);
            return false;
        }
        return true;
    }

    void error(Place place, String text) {
        err.println(place + ": " + text);
    }

    /** Tells of a snippet that the end of the file cut off; returns false. */
    boolean unfinished(Place place) {
        error(place, "the snippet that starts here does not end: a bracket, quote or operand is missing");
        return false;
    }

    /** javac of JDK 17 breaks down over some wrong calls with a lambda, instead of naming what is wrong; returns false. */
    boolean compilerFailed(Place place, String source, InternalError crash) {
        error(
                place,
                "error: this snippet does not compile, and the compiler cannot say why (" + crash.getMessage()
                        + "); look at the types and the number of arguments");
        source.lines().forEach(text -> err.println("    " + text));
        return false;
    }

    /** JShell lets declarations refer to what comes later; returns whether it came. */
    boolean allResolved() {
        List<Snippet> open = shell.snippets().filter(this::isOpen).toList();
        open.forEach(snippet -> error(
                places.get(snippet.id()),
                "refers to what is nowhere declared: " + missing((DeclarationSnippet) snippet)));
        return open.isEmpty();
    }

    private boolean isOpen(Snippet snippet) {
        Snippet.Status status = shell.status(snippet);
        return status == Snippet.Status.RECOVERABLE_DEFINED || status == Snippet.Status.RECOVERABLE_NOT_DEFINED;
    }

    private String missing(DeclarationSnippet snippet) {
        return String.join(", ", shell.unresolvedDependencies(snippet).toList());
    }

    private void rejected(Snippet snippet, Diag diag) {
        String before = snippet.source().substring(0, (int) Math.max(0, diag.getPosition()));
        int line = (int) before.chars().filter(c -> c == '\n').count();
        error(places.get(snippet.id()).plus(line), "error: " + diag.getMessage(Locale.ENGLISH));
        snippet.source().lines().skip(line).limit(1).forEach(text -> err.println("    " + text));
    }

    private void thrown(JShellException failure, Place place) {
        StackTraceElement[] frames = failure.getStackTrace();
        error(frames.length == 0 ? place : placeOf(frames[frames.length - 1], place), describe(failure));
        for (StackTraceElement frame : frames) {
            err.println("    at " + text(frame));
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            err.println("  caused by " + describe(cause));
        }
    }

    private static String describe(Throwable failure) {
        if (failure instanceof EvalException thrown) {
            return thrown.getExceptionClassName() + ": " + thrown.getMessage();
        }
        if (failure instanceof UnresolvedReferenceException unresolved) {
            return "called a declaration that is not complete: "
                    + unresolved.getSnippet().source().strip();
        }
        return failure.toString();
    }

    private String text(StackTraceElement frame) {
        Place place = placeOf(frame, null);
        if (place == null) {
            return frame.toString();
        }
        return frame.getMethodName().isEmpty() ? place.toString() : frame.getMethodName() + " (" + place + ")";
    }

    /** JShell names the file of a snippet's frame {@code #id}; any other frame gives {@code otherwise}. */
    private Place placeOf(StackTraceElement frame, Place otherwise) {
        String file = frame.getFileName();
        Place start = file != null && file.startsWith("#") ? places.get(file.substring(1)) : null;
        return start == null ? otherwise : start.plus(frame.getLineNumber() - 1);
    }
}
