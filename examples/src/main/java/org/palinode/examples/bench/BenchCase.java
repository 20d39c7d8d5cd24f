package org.palinode.examples.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.DType;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Tsit5;

/** Benchmark case, timed under each adjoint that applies. */
public interface BenchCase {
    /** Timed call and its result. */
    interface Task {
        Result run();
    }

    /**
     * Result of a call.
     *
     * @param loss or, for a forward case, the sum of the end values
     * @param steps accepted
     * @param peakBytes arenas, checkpoints and saved values alive at the peak
     * @param evaluations of the field and pull-backs through it
     */
    record Result(double loss, int steps, long peakBytes, long evaluations) {}

    /** Stands for an adjoint in cases without a gradient. */
    String FORWARD = "forward";

    /** Stands for an adjoint in cases without a solve. */
    String GRADIENT = "gradient";

    /** Residuals of one step are kept whatever the budget, as long as there is one. */
    long ONE_STEP = 1;

    String name();

    String solver();

    /** The names of the adjoints that are timed where none is asked for. */
    List<String> adjoints();

    /** The call to be timed. */
    Task task(String adjoint, DType dtype);

    /** All cases, in the order of the tables. */
    static List<BenchCase> all() {
        return Stream.of(ordinary(), noisy(), OperationCase.all(), TrainingCase.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<BenchCase> ordinary() {
        return List.of(
                new GradientCase("tiny", new int[] {2, 32, 2}, 0, new Tsit5(), 1, 0.01, 0),
                new GradientCase("small", new int[] {2, 64, 64, 2}, 32, new Tsit5(), 1, 0.01, 0),
                new GradientCase("small-pid", new int[] {4, 32, 4}, 256, new Dopri5(), 10, 0.1, 1e-6),
                new GradientCase("pr-1", new int[] {2, 100, 100, 100, 100, 2}, 1, new Euler(), 10, 0.01, 0),
                new GradientCase("pr-mid-1", new int[] {2, 100, 100, 100, 100, 2}, 1, new Midpoint(), 10, 0.01, 0),
                new LotkaVolterraCase(),
                new LotkaVolterraByHand(),
                new StateCase(3),
                new StateCase(30),
                new StateCase(300),
                new StateCase(3000),
                new GradientCase("wide", new int[] {1000, 1000, 1000}, 100, new Midpoint(), 1, 0.01, 0),
                new GradientCase("pr-1000", new int[] {2, 100, 100, 100, 100, 2}, 1000, new Euler(), 10, 0.01, 0),
                new GradientCase(
                        "pr-mid-1000", new int[] {2, 100, 100, 100, 100, 2}, 1000, new Midpoint(), 10, 0.01, 0));
    }

    /** The cases with noise or a control, in the order of the tables. */
    private static List<BenchCase> noisy() {
        List<BenchCase> cases = new ArrayList<>();
        for (LevyArea level : LevyArea.values()) {
            cases.add(new IncrementsCase(level, NoiseSource.TREE));
            cases.add(new IncrementsCase(level, NoiseSource.INDEPENDENT));
        }
        for (NoiseSource noise : NoiseSource.values()) {
            cases.add(new GeometricBrownianCase(true, noise));
            cases.add(new GeometricBrownianCase(false, noise));
            cases.add(new NeuralSdeCase("sde-mlp", new ReversibleHeun(), noise));
            cases.add(new NeuralSdeCase("sde-mlp-ees", new EES25(), noise));
            cases.add(new LangevinCase(noise));
        }
        cases.add(new NeuralCdeCase());
        return cases;
    }

    /**
     * The adjoint of a name; refuses others. {@code recursive-4} keeps 4 states and the residuals of one step, which is about what a reversible sweep
     * works on.
     */
    static Adjoint adjoint(String name) {
        if (name.matches("recursive-[1-9][0-9]{0,5}")) {
            return new RecursiveCheckpointAdjoint(Integer.parseInt(name.substring("recursive-".length())))
                    .withResidualBytes(ONE_STEP);
        }
        return switch (name) {
            case "direct" -> new DirectAdjoint();
            case "recursive" -> new RecursiveCheckpointAdjoint();
            case "reversible" -> new ReversibleAdjoint();
            case "backsolve" -> new BacksolveAdjoint();
            default ->
                throw new IllegalArgumentException("there is no adjoint " + name
                        + "; choose direct, recursive, recursive-N (N states kept), reversible or backsolve");
        };
    }

    /** The cases of these names, all if there are none; refuses a name that is not one. */
    static List<BenchCase> named(List<String> names) {
        if (names.isEmpty()) {
            return all();
        }
        return names.stream()
                .map(name -> all().stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("there is no benchmark case " + name
                                + "; choose among "
                                + Arrays.toString(
                                        all().stream().map(BenchCase::name).toArray()))))
                .toList();
    }

    /**
     * The adjoints of {@code wanted} to time, in that order, as far as the case takes them; the usual ones if none is named.
     */
    default List<String> adjoints(List<String> wanted) {
        return wanted.isEmpty()
                ? adjoints()
                : wanted.stream().filter(this::applies).toList();
    }

    private boolean applies(String adjoint) {
        return adjoints().contains(adjoint.replaceFirst("-[0-9]+$", ""));
    }
}
