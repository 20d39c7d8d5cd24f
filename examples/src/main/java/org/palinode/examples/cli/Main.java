package org.palinode.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The root of the command line; alone it prints its help. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "palinode",
        description = "Solve differential equations, reverse their steps, get exact gradients.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  JAVA_HOME            the JDK to use, 17 or newer (default: java on PATH)",
            "  PALINODE_HEAP        heap of the JVM, as in 6g (default: a quarter of the memory)",
            "  PALINODE_BUILD       never: use the jars as they are, even when the sources are newer",
            "  PALINODE_ARCHIVE     never: neither make nor use the archive of classes that makes starts faster",
            "  PALINODE_JAVA_OPTS   further JVM options, separated by spaces",
            "  PALINODE_THREADS     threads for large products and loops (default: one for each processor)",
            "  PALINODE_PYTHON      the Python of notebook and site, 3.10 or newer (default: python3 on PATH)",
            "  PALINODE_STACKTRACE  when set, errors come with their stack trace",
            "",
            "`palinode COMMAND --help` explains a command."
        },
        subcommands = {
            Train.class,
            Compare.class,
            Bench.class,
            Conform.class,
            Precision.class,
            Doctor.class,
            Shell.class,
            BuildSite.class,
            RunNotebook.class,
            RunTests.class,
            RunKernelBenchmarks.class,
            Completion.class,
            LoadClasses.class
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quiet",
            description = "No messages of the launcher, such as \"building ...\"; errors remain. Before the command.")
    private boolean quiet;

    public static void main(String[] args) {
        IncubatorWarning.wipe();
        CommandLine commands = commandLine();
        int code = commands.execute(args);
        commands.getOut().flush();
        boolean lost = System.out.checkError();
        if (lost) {
            System.err.println(
                    "palinode: not all of the output could be written: is the disk full, or has its reader ended?");
        }
        System.exit(lost && code == 0 ? 1 : code);
    }

    /** Returns the whole command line, ready to execute; tests run it in their own JVM. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageText())
                .setExecutionExceptionHandler(new ErrorText(System.getenv("PALINODE_STACKTRACE") != null));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.out);
        return 0;
    }
}
