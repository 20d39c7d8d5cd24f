package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.palinode.examples.compare.AdjointProblem;
import org.palinode.examples.compare.ComparisonTable;
import org.palinode.examples.compare.NumberType;
import org.palinode.examples.compare.ProblemName;
import org.palinode.examples.compare.Sweep;
import org.palinode.examples.compare.SweepPlots;
import org.palinode.examples.data.Series;
import org.palinode.examples.data.SeriesCsv;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.progress.ProgressDisplay;
import org.palinode.examples.train.RunFolder;
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
            "Models, solved by Tsit5 but for the one with noise:",
            "  lynx-hare        the neural ODE of `palinode train lynx-hare`; --run takes a trained one",
            "  lotka-volterra   the same with predator and prey",
            "  van-der-pol      a forced oscillator over [0, 50]; gradient for its damping and start",
            "  mlp              a random 4-64-64-4 network moving 32 states over [0, 10]",
            "  neural-sde       random networks as drift and diffusion of 16 states, by Heun on one path",
            "  neural-cde       a random network driven by 16 paths through data; gradient for the data too",
            "",
            "gradient error   relative to Direct, which stores every step, on the steps that the adjoint saw;",
            "                 near a minimum gradients are small, and these errors large",
            "true error       relative to the gradient of a float64 solve with tolerances of 1e-11,",
            "                 under noise of one with 4096 steps on the same path",
            "forward ms, backward ms   medians of 5 runs",
            "peak bytes       arenas, kept states and saved values",
            "evaluations      of the field, pull-backs through it included",
            "resyncs          pairs that Reversible stored on its way",
            "",
            "Examples:",
            "  palinode compare --run out/lynx-hare",
            "  palinode compare --model van-der-pol --steps 5000 --adjoints recursive,reversible",
            "  palinode compare --model mlp --steps 100,1000,10000 --dtype float32 --out out/compare",
            "  palinode compare --model neural-sde --steps 64,256,1024",
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

    @Option(
            names = "--steps",
            paramLabel = "N",
            split = ",",
            description = "That many equal steps, in place of adaptive ones; several numbers for a plot over them.")
    private List<Integer> steps;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "Of parameters, state and gradient: float64 or float32; float64 by default.")
    private NumberType dtype = NumberType.FLOAT64;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            description = "Of adaptive steps, relative and absolute; 1e-5 by default.")
    private Double tolerance;

    @Option(names = "--seed", paramLabel = "N", description = "Of random parameters; 0 by default.")
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also write the table to DIR/adjoints.csv, and plots (PNG, SVG) of several --steps.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        check();
        AdjointProblem<?> problem = problem();
        PrintWriter print = spec.commandLine().getOut();
        print.println(problem.description());
        print.flush();
        Sweep sweep = sweep(problem.in(dtype.dtype()));
        sweep.entries().forEach(entry -> print(entry, print));
        if (out != null) {
            write(sweep, print);
        }
        print.flush();
        return 0;
    }

    private Sweep sweep(AdjointProblem<?> problem) {
        int runs = adjoints.size() * (steps == null ? 1 : steps.size());
        AtomicInteger done = new AtomicInteger();
        try (ProgressDisplay progress =
                ProgressDisplay.of("compare", runs, spec.commandLine().getErr())) {
            BiConsumer<Integer, AdjointName> finished = (count, name) ->
                    progress.at(done.incrementAndGet(), name + (count > 0 ? " on " + count + " steps" : ""));
            return steps == null
                    ? Sweep.adaptive(problem, accuracy(), adjoints, finished)
                    : Sweep.constant(problem, steps, adjoints, finished);
        }
    }

    private double accuracy() {
        return tolerance == null ? TOLERANCE : tolerance;
    }

    private void print(Sweep.Entry entry, PrintWriter print) {
        print.println(
                entry.steps().isEmpty()
                        ? "adaptive steps, tolerance " + accuracy()
                        : entry.steps().getAsInt() + " equal steps");
        print.print(entry.comparison());
    }

    private void write(Sweep sweep, PrintWriter print) throws IOException {
        ComparisonTable.write(sweep, out);
        print.println("also in " + ComparisonTable.file(out));
        if (sweep.entries().size() > 1) {
            SweepPlots.write(sweep, out);
            print.println("plots in " + SweepPlots.errors(out) + " and " + SweepPlots.memory(out)
                    + ", and beside them as .svg");
        }
    }

    private void check() {
        refuse(
                run != null && (model != null || data != null || seed != null),
                "--run brings its model, data and parameters: leave --model, --data and --seed out");
        refuse(data != null && !chosen().isOfSeries(), "--data goes with the models of a series, not with " + chosen());
        refuse(
                steps != null && tolerance != null,
                "--tolerance is for adaptive steps, --steps for equal ones: leave one out");
        refuse(
                steps != null && steps.stream().anyMatch(count -> count < 1),
                "--steps must be 1 at least, got " + steps);
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
            return AdjointProblem.of(folder.saved(folder.training()));
        }
        return chosen().problem(chosen().isOfSeries() ? series() : null, seed == null ? 0 : seed);
    }

    private Series series() throws IOException {
        return data == null ? SeriesCsv.lynxHare() : SeriesCsv.read(data, "");
    }
}
