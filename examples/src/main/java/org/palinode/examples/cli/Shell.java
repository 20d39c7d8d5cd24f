package org.palinode.examples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.palinode.examples.shell.Script;
import org.palinode.examples.shell.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code palinode shell}: a JShell session with Palinode imported, or a script or page run to its end. */
@Command(
        name = "shell",
        description =
                "Open JShell with Palinode imported, or run a file of JShell snippets or the code of a Markdown page.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "A script ends with exit code 1 and the place on standard error when a snippet throws or does",
            "not compile; `/exit 3` and `System.exit(3)` end it with 3."
        })
final class Shell implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The script, or a page FILE.md; without it the shell is interactive.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        return file == null ? Session.run() : Script.run(file, System.err);
    }
}
