package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./palinode} as a process of its own, on the jars that {@code mvn verify} makes before it comes here. */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow") // a JVM each; and the launcher chooses the Vector API itself
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "palinode").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void aScriptThatThrowsEndsWithOne() throws Exception {
        Path script = Files.writeString(folder.resolve("demo.jsh"), "int x = 1 / 0;\n");
        Run run = run(folder, Map.of(), LAUNCHER.toString(), "shell", "demo.jsh");
        assertEquals(1, run.code(), run.text());
        assertTrue(
                run.text().contains(script.getFileName() + ":1: java.lang.ArithmeticException: / by zero"), run.text());
    }

    @Test
    void runsThroughALinkInAFolderWithSpaces() throws Exception {
        Path spaced = Files.createDirectory(folder.resolve("a b"));
        Path link = Files.createSymbolicLink(spaced.resolve("palinode"), LAUNCHER);
        Path script = Files.writeString(spaced.resolve("my script.jsh"), "System.out.println(\"sum \" + (1 + 2));\n");
        Run run = run(spaced, Map.of(), link.toString(), "shell", script.toString());
        Files.delete(link); // JUnit warns of links that leave the folder
        assertEquals(0, run.code(), run.text());
        assertTrue(run.text().contains("sum 3"), run.text());
    }

    @Test
    void passesHeapAndOptionsToTheJvm() throws Exception {
        Path script = Files.writeString(
                folder.resolve("limits.jsh"),
                "System.out.println(Runtime.getRuntime().maxMemory() / 1048576 + \" \" + System.getProperty(\"q\"));\n");
        var environment = Map.of("PALINODE_HEAP", "512m", "PALINODE_JAVA_OPTS", "-XX:+UseSerialGC -Dq=r");
        Run run = run(folder, environment, LAUNCHER.toString(), "shell", script.toString());
        assertTrue(
                run.text().matches("(?s).*\\b(49\\d|512) r\\b.*"),
                run.text()); // SerialGC counts one survivor space less
    }

    @Test
    void saysWhatIsWrongWithJavaHome() throws Exception {
        Run run = run(folder, Map.of("JAVA_HOME", folder.toString()), LAUNCHER.toString(), "doctor");
        assertEquals(1, run.code());
        assertTrue(run.text().contains("which has no bin/java: set it to a JDK 17 or newer"), run.text());
    }

    private record Run(int code, String text) {}

    private static Run run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Stream.concat(Stream.of("sh"), List.of(command).stream())
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PALINODE_BUILD", "never"); // no build within the build
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), text);
    }
}
