package org.palinode.examples.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.palinode.autodiff.memory.DType;
import org.palinode.examples.bench.BenchCase;
import org.palinode.examples.bench.CompileTime;
import picocli.CommandLine.Command;

/** Uses once what the commands have in common, for the launcher, which archives the classes that were loaded. Prints nothing. */
@Command(
        name = "load-classes",
        description = "Load what the commands have in common, for the launcher's archive of classes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        hidden = true)
final class LoadClasses implements Callable<Integer> {
    @Override
    public Integer call() {
        Main.commandLine().parseArgs("bench", "small", "--adjoint", "direct", "--json");
        CompileTime.rounds(1);
        for (BenchCase bench : BenchCase.named(List.of("tiny", "small-pid"))) {
            bench.adjoints()
                    .forEach(adjoint -> bench.task(adjoint, DType.FLOAT64).run());
        }
        return 0;
    }
}
