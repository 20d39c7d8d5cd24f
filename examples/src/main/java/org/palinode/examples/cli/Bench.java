package org.palinode.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.palinode.autodiff.memory.DType;
import org.palinode.examples.bench.BenchCase;
import org.palinode.examples.bench.CompileTime;
import org.palinode.examples.bench.Measurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times the benchmark cases. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Times gradients of neural differential equations under each adjoint, forward solves, noise, operations.",
        footer = {
            "",
            "Cases: tiny, small, small-pid, pr-1, pr-mid-1, lotka-volterra, state-3, state-30, state-300,",
            "state-3000, wide, pr-1000, pr-mid-1000; the last three take minutes. state-N steps N numbers",
            "10,000 times: ms / 10,000 is the time of a step. lotka-volterra-by-hand is",
            "that solve as one method written by hand in Java.",
            "Under noise or a control: gbm, gbm-paths, sde-mlp, sde-mlp-ees, langevin, each also with",
            "-independent (independent increments in place of a tree) and -given (a table in place of noise);",
            "cde-mlp; brownian-w, brownian-wh, brownian-whk, and -independent: 100,000 increments.",
            "One operation, compiled, forward and with its gradient: softmax, layer-norm, cumsum,",
            "cumsum-columns, take-rows, take, conv-8, conv-8-deep, conv-28, conv-28-deep.",
            "Twenty steps of a training, by size of the batch: train-small-1, -32, -256, train-latent-1, ...,",
            "train-cnf-1, ...",
            "",
            "ms             the shortest of several calls after warm-up",
            "first_s        the first call, with its compilation",
            "since_start_s  from the start of the JVM to the first result",
            "peak_bytes     what arenas, checkpoints and saved values hold at the peak"
        })
final class Bench implements Callable<Integer> {
    /** After so many the JIT compiler has been at the compiler too. */
    private static final int ROUNDS = 12;

    @Parameters(arity = "0..*", paramLabel = "CASE", description = "Cases to time; all of them if none is named.")
    private List<String> cases = new ArrayList<>();

    @Option(
            names = "--adjoint",
            arity = "1..*",
            paramLabel = "ADJOINT",
            description = "direct, recursive, recursive-N (N states kept), reversible, backsolve;"
                    + " all but recursive-N if none is named.")
    private List<String> adjoints = new ArrayList<>();

    @Option(
            names = "--dtype",
            defaultValue = "float64",
            description = "float64 or float32; ${DEFAULT-VALUE} by default.")
    private String dtype;

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "Time N calls after the first, instead of two seconds of warm-up and ten of calls.")
    private Integer calls;

    @Option(names = "--json", description = "Print a line of JSON for each case and adjoint, and nothing else.")
    private boolean json;

    @Option(
            names = "--compile",
            description =
                    "Times compilation instead: a Tsit5 step of a four-layer MLP and its VJP, first in a cold JVM.")
    private boolean compile;

    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public Integer call() {
        if (compile) {
            compile();
            return 0;
        }
        List<BenchCase> chosen = BenchCase.named(cases);
        adjoints.stream()
                .filter(name -> !List.of(BenchCase.FORWARD, BenchCase.GRADIENT).contains(name))
                .forEach(BenchCase::adjoint);
        if (calls != null && calls < 1) {
            throw new IllegalArgumentException("--calls must be at least 1, got " + calls);
        }
        DType type = dtype();
        if (!json) {
            System.out.printf(
                    "%-20s %-11s %12s %12s %9s %7s %13s %12s%n",
                    "case", "adjoint", "ms", "median ms", "first s", "steps", "peak bytes", "evaluations");
        }
        for (BenchCase bench : chosen) {
            bench.adjoints(adjoints).forEach(adjoint -> print(measure(bench, adjoint, type)));
        }
        return 0;
    }

    private Measurement measure(BenchCase bench, String adjoint, DType type) {
        return calls == null ? Measurement.of(bench, adjoint, type) : Measurement.ofCalls(calls, bench, adjoint, type);
    }

    private static void compile() {
        System.out.printf("%-10s %10s %12s %10s%n", "hidden", "trace ms", "generate ms", "ms");
        for (CompileTime round : CompileTime.rounds(ROUNDS)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-10d %10.1f %12.1f %10.1f%n",
                    round.hidden(),
                    round.traceMs(),
                    round.generateMs(),
                    round.ms());
        }
    }

    private DType dtype() {
        return switch (dtype) {
            case "float64" -> DType.FLOAT64;
            case "float32" -> DType.FLOAT32;
            default -> throw new IllegalArgumentException("--dtype is float64 or float32, got " + dtype);
        };
    }

    private void print(Measurement measured) {
        if (json) {
            System.out.println(line(measured));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %-11s %12.4f %12.4f %9.3f %7d %13d %12d%n",
                    measured.name(),
                    measured.adjoint(),
                    measured.ms(),
                    measured.medianMs(),
                    measured.firstS(),
                    measured.result().steps(),
                    measured.result().peakBytes(),
                    measured.result().evaluations());
        }
        System.out.flush();
    }

    private String line(Measurement measured) {
        try {
            return mapper.writeValueAsString(measured.fields());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
