package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.examples.cli.Main;
import picocli.CommandLine;

@Tag("thorough")
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void doctorTellsEverythingItLookedAt() {
        assertEquals(0, execute("doctor"));
        for (String subject : List.of(
                "Platform",
                "JDK",
                "Vector API",
                "Kernels",
                "ND4J",
                "BLAS",
                "BLAS check",
                "Threads",
                "dgemm",
                "sgemm",
                "Solve",
                "Stiff solve",
                "Heap",
                "Off-heap",
                "Logging")) {
            assertTrue(out.toString().contains("\n" + subject + " "), subject + " is missing in\n" + out);
        }
    }

    @Test
    void doctorSeesWhetherTheVectorApiIsOn() {
        boolean on = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        execute("doctor");
        assertTrue(
                out.toString().contains(on ? "Vector API     on" : "-> start the JVM with --add-modules"),
                out.toString());
    }

    /** The Vector API reads memory through segments from Java 22 on. */
    @Test
    void doctorSaysWhatKernelsAreMadeOf() {
        execute("doctor");
        String memory = Runtime.version().feature() >= 22 ? "MemorySegment" : "ByteBuffer";
        String line = Engine.isVectorApiPresent()
                ? "tiered: generated code, .+ \\d+ float64 or \\d+ float32 at a time, memory through " + memory
                : "scalar: generated code, one number at a time";
        assertTrue(Pattern.compile("Kernels +" + line).matcher(out.toString()).find(), out.toString());
    }

    @Test
    void versionComesFromTheJars() {
        assertEquals(0, execute("--version"));
        assertTrue(out.toString().contains("ND4J 1.0.0-M2.1"), out.toString());
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheNearestOne() {
        assertEquals(2, execute("doctr"));
        assertTrue(err.toString().contains("Did you mean: palinode doctor"), err.toString());
    }

    @Test
    void aMissingFileIsNamedWithoutAStackTrace() {
        assertEquals(1, execute("shell", "nowhere.jsh"));
        assertEquals("palinode shell: nowhere.jsh: no such file", err.toString().strip());
    }

    @Test
    void everyCommandExplainsItself() {
        for (var command : Main.commandLine().getSubcommands().entrySet()) {
            assertEquals(0, execute(command.getKey(), "--help"));
            assertTrue(command.getValue().getCommandSpec().usageMessage().description().length > 0, command.getKey());
        }
    }

    /** What the launcher does itself, but for what is for developers, stands in the help and is completed. */
    @Test
    void everyCommandOfTheLauncherIsKnown() throws IOException {
        Matcher label = Pattern.compile("(?m)^    ([a-z]+)\\)").matcher(Files.readString(Path.of("..", "palinode")));
        Set<String> labels =
                label.results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(labels.removeAll(Set.of("figures", "api", "release")), labels.toString());
        assertTrue(labels.size() >= 4, labels.toString());
        assertEquals(
                Set.of(), difference(labels, Main.commandLine().getSubcommands().keySet()));

        assertEquals(0, execute("completion"));
        Set<String> completed = Set.of(out.toString()
                .lines()
                .filter(line -> line.startsWith("  local commands=\"train "))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*=\"|\"", "")
                .split(" "));
        Set<String> shown = Main.commandLine().getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertEquals(shown, completed);
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        return all.stream().filter(each -> !without.contains(each)).collect(Collectors.toSet());
    }

    /** Help is laid out for 100 columns; where a line is broken anywhere else, it was written too long. */
    @Test
    void helpIsWrittenForItsWidth() {
        for (var command : Main.commandLine().getSubcommands().entrySet()) {
            for (String line :
                    command.getValue().getCommandSpec().usageMessage().footer()) {
                assertTrue(line.length() <= 100, command.getKey() + ": " + line);
            }
        }
    }

    @Test
    void aWrongOptionIsAnsweredInTwoLines() {
        assertEquals(2, execute("train", "lynx-hare", "--frob"));
        assertEquals(
                "palinode train: Unknown option: '--frob'\n`palinode train --help` explains it",
                err.toString().strip());
    }

    @Test
    void aBenchmarkWithoutCallsIsRefused() {
        assertEquals(1, execute("bench", "tiny", "--calls", "0"));
        assertEquals(
                "palinode bench: --calls must be at least 1, got 0",
                err.toString().strip());
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
