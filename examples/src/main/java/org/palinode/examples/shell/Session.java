package org.palinode.examples.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.jshell.tool.JavaShellToolBuilder;

/** An interactive JShell; its snippets run in a JVM of their own, which a runaway snippet or Ctrl-C cannot take the prompt from. */
public final class Session {
    /**
     * Logger of the preferences, where JShell keeps its history: they tell each time they make a folder. It is held here because loggers
     * are forgotten.
     */
    private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");

    private Session() {}

    /** Returns the exit code that {@code /exit} gave. */
    public static int run() throws Exception {
        PREFERENCES.setLevel(Level.WARNING);
        Path startup = Files.createTempFile("palinode-startup", ".jsh");
        try {
            Files.writeString(startup, SnippetEnvironment.startup());
            return JavaShellToolBuilder.builder()
                    .interactiveTerminal(System.console() != null)
                    .start(arguments(startup).toArray(String[]::new));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    private static List<String> arguments(Path startup) {
        var arguments = new ArrayList<>(List.of("--class-path", SnippetEnvironment.classPath()));
        arguments.addAll(SnippetEnvironment.modules());
        SnippetEnvironment.jvmFlags().forEach(flag -> arguments.add("-R" + flag));
        // -nowarn: else every compile error comes with the note that the Vector API is incubating.
        arguments.addAll(List.of("-C-nowarn", "--startup", startup.toString()));
        return arguments;
    }
}
