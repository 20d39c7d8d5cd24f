package org.palinode.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.palinode.examples.precision.WorkPrecision;
import org.palinode.examples.problems.KnownEnd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode precision}: work-precision tables. */
@Command(
        name = "precision",
        description = "Print work-precision tables: error at the end and evaluations, for rtol 1e-3 to 1e-10.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Problems: nonstiff DETEST A1 to E5, stiff DETEST S-A2 to S-F4, VDPOL, ROBER, HIRES, OREGO, POLLU.",
            "Tables are Markdown; docs/reference/precision.md keeps some of them."
        })
final class Precision implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "PROBLEM", description = "Problems; all of them if none is named.")
    private List<String> names = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (KnownEnd problem : WorkPrecision.problems(names)) {
            out.println(WorkPrecision.table(problem));
            out.flush();
        }
        return 0;
    }
}
