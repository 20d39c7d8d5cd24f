package org.palinode.examples.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Runs a file of JShell snippets, or the Java blocks of a Markdown page, in this JVM and stops at the first that fails.
 *
 * <p>{@code jshell FILE} goes on after a failure and exits 0. Here lines are split as JShell splits them (a snippet ends with
 * the first line that completes it) and print what JShell prints from a file (their own output, no echo of values), but a
 * failure ends the run: place and reason on standard error, exit code 1.
 */
public final class Script implements AutoCloseable {
    private static final OptionalInt GO_ON = OptionalInt.empty();
    private static final OptionalInt FAILED = OptionalInt.of(1);

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final SnippetReport report;

    private Script(PrintStream err) {
        shell = JShell.builder()
                .executionEngine("local")
                .compilerOptions(SnippetEnvironment.modules().toArray(String[]::new))
                .build();
        shell.addToClasspath(SnippetEnvironment.classPath());
        analysis = shell.sourceCodeAnalysis();
        report = new SnippetReport(shell, err);
    }

    /** Returns 0, the code given to {@code /exit}, or 1 after a failure, which is told to {@code err}. */
    public static int run(Path file, PrintStream err) throws IOException {
        List<String> text = Files.readAllLines(file);
        List<String> lines = Page.isPage(file) ? Page.of(text).script() : text;
        try (var script = new Script(err)) {
            OptionalInt started = script.evaluate(
                    "startup.jsh", SnippetEnvironment.startup().lines().toList());
            return (started.isPresent() ? started : script.evaluate(file.toString(), lines)).orElse(0);
        }
    }

    /** Returns the exit code, empty when every line was evaluated without one. */
    private OptionalInt evaluate(String name, List<String> lines) {
        String pending = "";
        for (int i = 0; i < lines.size(); i++) {
            var place = new Place(name, i + 1);
            if (pending.isEmpty() && isCommand(lines.get(i))) {
                return command(lines.get(i).strip(), place);
            }
            Optional<String> rest = evaluateComplete(pending + lines.get(i) + "\n", place);
            if (rest.isEmpty()) {
                return FAILED;
            }
            pending = rest.get();
        }
        boolean whole = pending.isEmpty() || report.unfinished(new Place(name, lines.size() + 1 - newlines(pending)));
        return whole && report.allResolved() ? GO_ON : FAILED;
    }

    /** Evaluates the snippets that end in {@code source}; returns what is left of it, nothing after a failure. */
    private Optional<String> evaluateComplete(String source, Place lastLine) {
        String pending = source;
        while (true) {
            pending = pending.stripLeading();
            CompletionInfo info = analysis.analyzeCompletion(pending);
            if (info.completeness() == Completeness.EMPTY) {
                return Optional.of(""); // comments alone
            }
            if (!info.completeness().isComplete()) {
                return Optional.of(pending);
            }
            if (!evaluate(info.source(), lastLine.plus(1 - newlines(pending)))) {
                return Optional.empty();
            }
            pending = info.remaining();
        }
    }

    /** Returns whether all went well. */
    private boolean evaluate(String source, Place start) {
        List<SnippetEvent> events;
        try {
            events = shell.eval(source);
        } catch (InternalError crash) {
            return report.compilerFailed(start, source, crash);
        }
        for (SnippetEvent event : events) {
            Place place = start.plus(newlinesBefore(source, event.snippet().source()));
            if (!report.accept(event, place)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCommand(String line) {
        String text = line.strip();
        return text.startsWith("/") && !text.startsWith("//") && !text.startsWith("/*");
    }

    /** Of JShell's commands a script needs one: {@code /exit}, with an expression or without. */
    private OptionalInt command(String line, Place place) {
        if (!line.matches("/exit\\b.*")) {
            report.error(place, line + " is a command of the interactive shell; a script knows /exit alone");
            return FAILED;
        }
        String expression = line.substring("/exit".length()).strip();
        return expression.isEmpty() ? OptionalInt.of(0) : exitCode(expression, place);
    }

    private OptionalInt exitCode(String expression, Place place) {
        SnippetEvent event = shell.eval(expression).get(0);
        if (!report.accept(event, place)) {
            return FAILED;
        }
        if (!event.value().matches("-?\\d+")) {
            report.error(place, "/exit takes an int, got " + event.value());
            return FAILED;
        }
        return OptionalInt.of(Integer.parseInt(event.value()));
    }

    private static int newlines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    /** JShell may leave leading comments out of what it calls the snippet's source. */
    private static int newlinesBefore(String whole, String part) {
        return newlines(whole.substring(0, Math.max(0, whole.indexOf(part))));
    }

    @Override
    public void close() {
        shell.close();
    }
}
