package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
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
