package org.palinode.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The help of {@code ./palinode jmh}. The launcher builds the module benchmarks and runs JMH itself. */
@Command(
        name = "jmh",
        description = "Time kernels under JMH: functions, fused chains, reductions, products, single steps.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  palinode jmh                                           all of them: an hour",
            "  palinode jmh Functions -p dtype=FLOAT64 -p engine=VECTOR -p function=tanh,exp",
            "  palinode jmh Steps -p dtype=FLOAT64                    ns a step for 3, 30, 300, 3000 numbers",
            "  palinode jmh -l                                        what there is",
            "The first call downloads JMH and builds the module benchmarks."
        })
final class RunKernelBenchmarks implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "JMH_ARGUMENT", description = "Passed on to JMH.")
    private String[] arguments;

    @Override
    public Integer call() {
        throw new IllegalStateException("the launcher runs JMH: use ./palinode jmh");
    }
}
