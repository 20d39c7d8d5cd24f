package org.palinode.examples.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete the words of a command line. */
@Command(
        name = "completion",
        description = "Print a script by which bash and zsh complete commands and options.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "In this shell, and in each new one when the line is in ~/.bashrc or ~/.zshrc:",
            "  source <(FOLDER/palinode --quiet completion)",
            "FOLDER is where Palinode lies. Then TAB completes after palinode and after ./palinode."
        })
final class Completion implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine palinode = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(palinode.getCommandName(), palinode));
        out.flush();
        return 0;
    }
}
