package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.cli.Main;
import org.palinode.tests.cli.LauncherTest.Run;
import picocli.AutoComplete;

/** {@code ./palinode} among other things: a terminal, a locale, a shell that completes words, a user who wants it quiet. */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow") // a JVM each; and the launcher chooses the Vector API itself
class LauncherSurroundingsTest {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";
    private static final String WIPED = "\u001b[1A\u001b[2K";

    @TempDir
    Path folder;

    @Test
    void quietLeavesErrorsAndWhatTheCommandSays() throws Exception {
        Path maven = Files.writeString(folder.resolve("mvn"), "#!/bin/sh\necho \"maven: $*\"\n");
        assertTrue(maven.toFile().setExecutable(true));
        var path = Map.of("PATH", folder + ":" + System.getenv("PATH"));
        assertTrue(launcher(path, "test", "--fast").text().startsWith("palinode: the quick tests"));
        Run quiet = launcher(path, "--quiet", "test", "--fast");
        assertTrue(quiet.text().startsWith("maven: "), quiet.text());

        Run refused = launcher(Map.of("JAVA_HOME", folder.toString()), "--quiet", "doctor");
        assertEquals(1, refused.code());
        assertTrue(refused.text().contains("which has no bin/java"), refused.text());
    }

    /** The JVM cannot be kept from printing it. Nothing else is wiped, and nothing where there is no terminal. */
    @Test
    @EnabledOnOs(OS.LINUX) // script has other arguments elsewhere
    void theWarningOfTheVectorApiIsWipedOnATerminal() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "no script, which makes a terminal");
        Path command = Files.writeString(
                folder.resolve("terminal.sh"),
                "TERM=xterm script -qec \"sh '" + LauncherTest.LAUNCHER + "' bench no-such\" /dev/null\n");
        Run onTerminal = LauncherTest.run(folder, Map.of(), command.toString());
        assertEquals(1, onTerminal.code(), onTerminal.text());
        assertTrue(
                onTerminal.text().startsWith(WARNING + "\r\n" + WIPED + "palinode bench: there is no"),
                onTerminal.text());

        Run elsewhere = launcher(Map.of("TERM", "xterm"), "bench", "no-such");
        assertTrue(elsewhere.text().startsWith(WARNING + "\npalinode bench: there is no"), elsewhere.text());
    }

    /** In the path to Palinode and in that of a file; as containers have it, which set no locale, or one that they lack. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void lettersOutsideAsciiAreReadInTheLocaleCAndInOneThatIsNotInstalled() throws Exception {
        Path trial = Files.writeString(folder.resolve("trial.sh"), """
                set -e
                built=$1 new="$2/$(printf 'm\\303\\274ller \\303\\244')" data=$(printf '\\303\\266')
                mkdir -p "$new/examples/target" "$new/target" "$new/$data"
                cp "$built/palinode" "$new"
                cp -r "$built/launcher" "$new"
                cp "$built/examples/target/palinode-examples.jar" "$built/examples/target/classpath.txt" "$new/examples/target"
                cd "$new"
                LC_ALL=C sh ./palinode conform "$data" || true
                LC_ALL=xx_XX.UTF-8 sh ./palinode conform "$data" || true
                rm -rf "$new" # this JVM may not be able to name it
                """);
        String built = LauncherTest.LAUNCHER.getParent().toString();
        Run run = LauncherTest.run(folder, Map.of(), trial.toString(), built, folder.toString());
        assertEquals(3, run.text().split(" has no problems.json", -1).length, run.text());
    }

    /** As those that come inside other programs are: a java that knows few modules stands for one. */
    @Test
    void aRuntimeWithoutJShellIsNamed() throws Exception {
        Path java = Files.writeString(
                Files.createDirectory(folder.resolve("bin")).resolve("java"),
                "#!/bin/sh\n[ \"$1\" != --list-modules ] || echo java.base@21\n");
        assertTrue(java.toFile().setExecutable(true));
        Path copy = LauncherTest.copyOfTheLauncher(Files.createDirectory(folder.resolve("copy")));
        Run run = LauncherTest.run(folder, Map.of("JAVA_HOME", folder.toString()), copy.toString(), "shell");
        assertEquals(1, run.code(), run.text());
        assertTrue(run.text().contains("is a runtime without JShell: set JAVA_HOME to a whole JDK"), run.text());
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Path script = completionScript();
        for (var words : Map.of(
                        "./palinode noteb", "notebook",
                        "palinode --quiet doct", "doctor",
                        "/a/palinode test --fa", "--fast",
                        "palinode train lynx-hare --mode", "--model",
                        "palinode train --model lot", "lotka-volterra")
                .entrySet()) {
            Path trial = Files.writeString(folder.resolve("trial.sh"), """
                    exec bash -c '. "$0"; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                    _complete_palinode 2>/dev/null; echo "[${COMPREPLY[*]}]"' '%s'
                    """.formatted(words.getKey(), script));
            assertEquals(
                    "[" + words.getValue() + "]\n",
                    LauncherTest.run(folder, Map.of(), trial.toString()).text(),
                    words.getKey());
        }
    }

    @Test
    void zshTakesTheSameScript() throws Exception {
        assumeTrue(List.of("/bin/zsh", "/usr/bin/zsh").stream().anyMatch(zsh -> Files.exists(Path.of(zsh))), "no zsh");
        Path trial = Files.writeString(
                folder.resolve("trial.sh"),
                "exec zsh -f -c '. \"" + completionScript() + "\"; echo \"[$_comps[palinode]]\"'\n");
        String text = LauncherTest.run(folder, Map.of(), trial.toString()).text();
        assertTrue(text.startsWith("[_bash_complete ") && text.contains("-F _complete_palinode"), text);
    }

    private Path completionScript() throws Exception {
        return Files.writeString(folder.resolve("completion"), AutoComplete.bash("palinode", Main.commandLine()));
    }

    private Run launcher(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(LauncherTest.LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return LauncherTest.run(folder, environment, command.toArray(String[]::new));
    }
}
