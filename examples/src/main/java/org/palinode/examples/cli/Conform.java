package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.palinode.examples.conform.Conformance;
import org.palinode.examples.conform.GoldenDataException;
import org.palinode.examples.conform.GoldenFolder;
import org.palinode.examples.conform.Mismatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode conform}: holds Palinode against a folder of reference figures. */
@Command(
        name = "conform",
        description = "Check steps, solves and gradients against a folder of reference figures.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "The folder holds problems.json and any of single_steps.json, fixed_solves.json,",
            "adaptive_solves.json, gradients.json, reversible_steps.json; real_sizes.json, which needs",
            "no problems; sde_problems.json and any of sde_solves.json, sde_gradients.json;",
            "cde_problems.json and any of cde_solves.json, cde_gradients.json.",
            "Other JSON files are named and left aside. Rows whose solver or problem Palinode does not",
            "have are skipped and counted. Mismatches are listed with both values and what was allowed; a row",
            "that cannot be read fails, and says why; the last line counts. Exit code 0: all agree; 1: some rows",
            "do not; 2: a whole file, or the folder, cannot be read."
        })
final class Conform implements Callable<Integer> {
    private static final int UNREADABLE = 2;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private String folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        RowCounter counter = new RowCounter();
        try {
            GoldenFolder golden = GoldenFolder.read(folder);
            Conformance.Result result = Conformance.check(golden, listener(out, counter));
            counter.clear();
            golden.unread().forEach(file -> out.println("not read: " + file));
            new TreeMap<>(result.skipped())
                    .forEach((reason, rows) ->
                            out.println("skipped " + rows + (rows == 1 ? " row: " : " rows: ") + reason));
            out.println(result);
            out.flush();
            return result.failed() == 0 ? 0 : 1;
        } catch (GoldenDataException unreadable) {
            counter.clear();
            spec.commandLine().getErr().println("palinode conform: " + unreadable.getMessage());
            return UNREADABLE;
        }
    }

    private static Conformance.Listener listener(PrintWriter out, RowCounter counter) {
        return new Conformance.Listener() {
            @Override
            public void failed(List<Mismatch> mismatches) {
                counter.clear();
                mismatches.forEach(out::println);
                out.flush();
            }

            @Override
            public void checked(int rows, int total) {
                counter.show(rows, total);
            }
        };
    }
}
