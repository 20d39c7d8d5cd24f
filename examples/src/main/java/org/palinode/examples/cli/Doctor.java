package org.palinode.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.palinode.examples.doctor.Check;
import org.palinode.examples.doctor.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code palinode doctor}: what this machine offers to a solve, and what to change. */
@Command(
        name = "doctor",
        description =
                "Show the platform, JDK, ND4J, BLAS, Vector API and memory limits, and what to change about them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Lines with an arrow say what to change. Exit code 1 when Palinode cannot run here."})
final class Doctor implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        line(out, "Palinode", Version.palinode());
        boolean runs = true;
        int advice = 0;
        for (Check check : Check.all()) {
            List<Finding> findings = check.findings();
            findings.forEach(finding -> print(out, finding));
            advice += findings.stream().mapToInt(f -> f.advice().size()).sum();
            runs &= findings.stream().noneMatch(Finding::fatal);
        }
        out.println(advice == 0 ? "Nothing to change." : advice + " thing(s) to change, see the arrows.");
        out.flush();
        return runs ? 0 : 1;
    }

    private static void print(PrintWriter out, Finding finding) {
        line(out, finding.subject(), finding.value());
        finding.advice().forEach(text -> out.println("    -> " + text));
        out.flush();
    }

    private static void line(PrintWriter out, String subject, String value) {
        out.printf("%-14s %s%n", subject, value);
    }
}
