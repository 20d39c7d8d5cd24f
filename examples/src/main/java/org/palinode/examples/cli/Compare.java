package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.palinode.examples.compare.AdjointProblem;
import org.palinode.examples.compare.ComparisonTable;
import org.palinode.examples.compare.ProblemName;
import org.palinode.examples.data.Series;
import org.palinode.examples.data.SeriesCsv;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.train.RunFolder;
import org.palinode.ode.AdjointComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palinode compare}: one loss, its gradient by each adjoint, a table. */
@Command(
        name = "compare",
        description = "Compare adjoints on one loss: gradients, times, memory.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Models, all solved by Tsit5:",
            "  lynx-hare        the neural ODE of `palinode train lynx-hare`; --run takes a trained one",
            "  lotka-volterra   the same with predator and prey",
            "  van-der-pol      a forced oscillator over [0, 50]; gradient for its damping and start",
            "  mlp              a random 4-64-64-4 network moving 32 states over [0, 10]",
            "",
            "gradient error   relative to Direct, which stores every step, on the steps that the adjoint saw;",
            "                 near a minimum gradients are small, and these errors large",
            "forward ms, backward ms   medians of 5 runs",
            "peak bytes       arenas, kept states and saved values",
            "evaluations      of the field, pull-backs through it included",
            "resyncs          pairs that Reversible stored on its way",
            "",
            "Examples:",
            "  palinode compare --run out/lynx-hare",
            "  palinode compare --model van-der-pol --steps 5000 --adjoints recursive,reversible",
            "  palinode compare --model lotka-volterra --data my.csv --out out/compare"
        })
final class Compare implements Callable<Integer> {
    private static final double TOLERANCE = 1e-5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}; lynx-hare by default.")
    private ProblemName model;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "A folder of `palinode train`: its model, data and parameters.")
    private Path run;

    @Option(
            names = "--data",
            paramLabel = "FILE.csv",
            description = "The series for lynx-hare and lotka-volterra; the pelts by default.")
    private Path data;

    @Option(
            names = "--adjoints",
            paramLabel = "ADJOINT",
            split = ",",
            description = "Among ${COMPLETION-CANDIDATES}, separated by commas; all by default.")
    private List<AdjointName> adjoints = List.of(AdjointName.values());

    @Option(names = "--steps", paramLabel = "N", description = "That many equal steps, in place of adaptive ones.")
    private Integer steps;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            description = "Of adaptive steps, relative and absolute; 1e-5 by default.")
    private Double tolerance;

    @Option(names = "--seed", paramLabel = "N", description = "Of random parameters; 0 by default.")
    private Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Also write the table to DIR/adjoints.csv.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        check();
        AdjointProblem<?> problem = problem();
        double accuracy = tolerance == null ? TOLERANCE : tolerance;
        PrintWriter print = spec.commandLine().getOut();
        print.println(problem.description());
        print.println(steps == null ? "adaptive steps, tolerance " + accuracy : steps + " equal steps");
        print.flush();
        AdjointComparison comparison =
                steps == null ? problem.adaptive(accuracy, adjoints) : problem.constant(steps, adjoints);
        print.print(comparison);
        if (out != null) {
            ComparisonTable.write(comparison, out);
            print.println("also in " + ComparisonTable.file(out));
        }
        print.flush();
        return 0;
    }

    private void check() {
        refuse(
                run != null && (model != null || data != null || seed != null),
                "--run brings its model, data and parameters: leave --model, --data and --seed out");
        refuse(data != null && !chosen().isOfSeries(), "--data goes with the models of a series, not with " + chosen());
        refuse(
                steps != null && tolerance != null,
                "--tolerance is for adaptive steps, --steps for equal ones: leave one out");
        refuse(steps != null && steps < 1, "--steps must be 1 at least, got " + steps);
        refuse(tolerance != null && !(tolerance > 0), "--tolerance must be positive, got " + tolerance);
    }

    private void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), why);
        }
    }

    private ProblemName chosen() {
        return model == null ? ProblemName.LYNX_HARE : model;
    }

    private AdjointProblem<?> problem() throws IOException {
        if (run != null) {
            RunFolder folder = new RunFolder(run);
            return AdjointProblem.of(folder.resume(folder.load()));
        }
        return chosen().problem(chosen().isOfSeries() ? series() : null, seed == null ? 0 : seed);
    }

    private Series series() throws IOException {
        return data == null ? SeriesCsv.lynxHare() : SeriesCsv.read(data, "");
    }
}
