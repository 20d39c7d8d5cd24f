package org.palinode.tests.ode.noise;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.*;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Sample;

/** One random choice of all that meets in a solve under noise and controls, and in its gradient. */
final class NoisyCombination {
    enum Stepping {
        CONSTANT,
        GIVEN,
        ADAPTIVE,
        /** Steps that nothing bounds from below. */
        UNBOUNDED,
        CLIPPED
    }

    enum Saving {
        T1,
        TS,
        AT_TS,
        STEPS,
        DENSE,
        SUBS
    }

    enum Happens {
        NOTHING,
        SEEN,
        SEARCHED
    }

    private static final RootFinder EXACT =
            RootFinder.newton().tolerances(1e-13, 1e-14).maxIterations(20);
    private static final List<Solver> SOLVERS = List.of(
            new Euler(),
            new Heun(),
            new Midpoint(),
            new Tsit5(),
            new Dopri5(),
            new EES25(),
            new ReversibleHeun(),
            new EulerHeun(),
            new ItoMilstein(),
            new StratonovichMilstein(),
            new SEA(),
            new ShARK(),
            new SRA1(),
            new SRI2(),
            new GradientFreeMilstein(),
            new GeneralShARK(),
            new SPaRK(),
            new SlowRK(),
            new HalfSolver(new Heun()),
            new HalfSolver(new ItoMilstein()),
            new HalfSolver(new Euler()),
            new HalfSolver(new SPaRK()),
            new Reversible(new Heun()),
            new Reversible(new Euler()),
            new Reversible(new HalfSolver(new ShARK())),
            new Kvaerno3(EXACT),
            new Rodas5P(),
            new KenCarp3(EXACT),
            new LeapfrogMidpoint());
    private static final Tensor KNOTS = Tensor.of(-0.1, 0.17, 0.33, 0.61, 0.87, 1.2);

    final Solver solver;
    final List<RandomNoise> noises = new ArrayList<>();
    final boolean isControlled;
    final Stepping stepping;
    final Saving saving;
    final Happens happens;
    final Adjoint adjoint;
    final DType dtype;
    final int instances;
    /** 1, or −1 for a solve back in time. */
    private final double sense;

    final Map<String, Tensor> way = new LinkedHashMap<>();
    private final Map<String, Tensor> at = new LinkedHashMap<>();

    NoisyCombination(Random random) {
        solver = SOLVERS.get(random.nextInt(SOLVERS.size()));
        int count = new int[] {0, 1, 1, 1, 1, 2}[random.nextInt(6)];
        for (int i = 0; i < count; i++) {
            noises.add(RandomNoise.draw(random, i));
        }
        isControlled = count == 0 || random.nextInt(4) == 0;
        stepping = new Stepping[] {
                    Stepping.CONSTANT,
                    Stepping.CONSTANT,
                    Stepping.GIVEN,
                    Stepping.ADAPTIVE,
                    Stepping.CLIPPED,
                    Stepping.UNBOUNDED
                }
                [random.nextInt(6)];
        saving = Saving.values()[random.nextInt(Saving.values().length)];
        happens = random.nextInt(4) > 0 ? Happens.NOTHING : random.nextBoolean() ? Happens.SEEN : Happens.SEARCHED;
        adjoint = adjoint(random);
        dtype = random.nextInt(4) == 0 ? DType.FLOAT32 : DType.FLOAT64;
        instances = random.nextInt(4) == 0 ? 3 : 1;
        sense = random.nextInt(4) == 0 ? -1 : 1;
        at.put("y0", numbers(random, 3));
        at.put("args", numbers(random, 2));
        at.put("drift", numbers(random, 9).reshape(3, 3));
        at.put("noise", numbers(random, 3).times(0.5));
        at.put("data", Tensor.stack(1, KNOTS, KNOTS.times(3).sin()).cast(dtype));
        while (way.isEmpty()) {
            at.forEach((name, value) -> {
                if (random.nextInt(2) == 0 && isRead(name)) {
                    way.put(name, numbers(random, value.size()).reshape(value.shape()));
                }
            });
        }
    }

    private boolean isRead(String name) {
        return !name.equals("noise") && !name.equals("data")
                || (name.equals("noise") ? !noises.isEmpty() : isControlled);
    }

    private static Adjoint adjoint(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> new DirectAdjoint();
            case 2 -> new DirectAdjoint(0);
            case 3, 4 -> new RecursiveCheckpointAdjoint(1 + random.nextInt(3));
            case 5, 6 -> new ReversibleAdjoint();
            case 7 -> new ForwardModeAdjoint();
            case 8 -> new BacksolveAdjoint();
            default -> new ImplicitAdjoint();
        };
    }

    private Tensor numbers(Random random, int size) {
        return Tensor.of(IntStream.range(0, size)
                        .mapToDouble(i -> 2 * random.nextDouble() - 1)
                        .toArray())
                .cast(dtype);
    }

    boolean goesBack() {
        return sense < 0;
    }

    boolean adapts() {
        return stepping == Stepping.ADAPTIVE || stepping == Stepping.CLIPPED || stepping == Stepping.UNBOUNDED;
    }

    boolean isContinuous() {
        return adjoint instanceof BacksolveAdjoint;
    }

    private double time(double forward) {
        return sense > 0 ? forward : 1 - forward;
    }

    private SolveOptions options() {
        double dt = sense * (isContinuous() ? 1.0 / 256 : 1.0 / 8);
        SolveOptions standard = SolveOptions.standard().saveAt(saveAt()).adjoint(adjoint);
        double tolerance = isContinuous() ? 1e-4 : 1e-2;
        PIDController bounded =
                new PIDController(tolerance, tolerance).withDtmin(isContinuous() ? 1.0 / 1024 : 1.0 / 64);
        SolveOptions steps = switch (stepping) {
            case CONSTANT -> standard.dt0(dt);
            case GIVEN -> standard.controller(new StepTo(given()));
            case ADAPTIVE -> standard.dt0(dt).controller(bounded);
            case UNBOUNDED -> standard.dt0(dt).controller(new PIDController(1e-2, 1e-2));
            case CLIPPED ->
                standard.dt0(dt)
                        .controller(new ClipStepSizeController(bounded)
                                .stepTs(time(0.25))
                                .jumpTs(time(0.5)));
        };
        return switch (happens) {
            case NOTHING -> steps;
            case SEEN ->
                steps.events(
                        Event.<Tensor, Tensor>whenTrue((t, y, a) -> passed(t).greater(0.7)));
            case SEARCHED ->
                steps.events(Event.<Tensor, Tensor>when((t, y, a) -> passed(t).minus(0.7)));
        };
    }

    /** Unequal steps. */
    private double[] given() {
        int count = isContinuous() ? 256 : 8;
        return IntStream.rangeClosed(0, count)
                .filter(i -> i % 4 != 2)
                .mapToDouble(i -> time(i / (double) count))
                .toArray();
    }

    private Tensor passed(Tensor t) {
        return sense > 0 ? t : t.negate().plus(1);
    }

    private SubSaveAt<Tensor, Tensor, Tensor> sub() {
        return SubSaveAt.of(
                SaveAt.t0().andSteps(2).andT1(),
                (Tensor t, Tensor y, Tensor a) -> y.sin().times(a.get(0)).plus(t));
    }

    private SaveAt saveAt() {
        return switch (saving) {
            case T1 -> SaveAt.t1();
            case TS -> SaveAt.t0().andTs(time(0.31), time(0.5), time(0.68)).andT1();
            case AT_TS -> SaveAt.ts(time(0.28125), time(0.65625)).stepAtTs().andT1();
            case STEPS -> SaveAt.steps();
            case DENSE -> SaveAt.t1().andDense();
            case SUBS -> SaveAt.subs(sub());
        };
    }

    private Term<Tensor, Tensor> term(Map<String, Tensor> in, IntFunction<BrownianPath<Tensor>> paths) {
        Tensor w = in.get("drift");
        Term<Tensor, Tensor> term = new ODETerm<>((t, y, a) -> w.matmul(y)
                .tanh()
                .minus(y.times(a.get(0)).times(t.times(a.get(1)).cos())));
        for (int i = 0; i < noises.size(); i++) {
            term = term.plus(noises.get(i).term(in, paths.apply(i)));
        }
        return isControlled
                ? term.plus(new ControlTerm<>(
                        (t, y, a) -> Tensor.stack(
                                1, y.sin().times(a.get(1)), y.times(a.get(0)).cos()),
                        CubicInterpolation.backwardHermite(KNOTS, in.get("data"))))
                : term;
    }

    /** All solutions under the adjoint, of many solves by themselves or together. */
    List<Solution<Tensor>> solutions(Map<String, Tensor> moved, int threads) {
        Map<String, Tensor> in = new LinkedHashMap<>(at);
        in.putAll(moved);
        if (instances == 1) {
            return List.of(alone(in, i -> noises.get(i).path(), in.get("y0")));
        }
        List<SolveInstance<Tensor, Tensor>> each = IntStream.range(0, instances)
                .mapToObj(i -> new SolveInstance<>(time(0), time(1), start(in, i), in.get("args"), options()))
                .toList();
        return SolveEach.solveEach(term(in, i -> noises.get(i).path()), solver, each, threads);
    }

    private static Tensor start(Map<String, Tensor> in, int instance) {
        return in.get("y0").times(1 + 0.1 * instance);
    }

    private Solution<Tensor> alone(Map<String, Tensor> in, IntFunction<BrownianPath<Tensor>> paths, Tensor y0) {
        return diffeqsolve(term(in, paths), solver, time(0), time(1), y0, in.get("args"), options());
    }

    /** What an instance must be: a solve by itself, under the path folded with its number. */
    Solution<Tensor> alone(int instance) {
        return alone(at, i -> noises.get(i).path().fold(instance), start(at, instance));
    }

    Tensor loss(Map<String, Tensor> moved, int threads) {
        return solutions(moved, threads).stream()
                .map(this::number)
                .reduce(Tensor::plus)
                .orElseThrow();
    }

    private Tensor number(Solution<Tensor> solution) {
        return switch (saving) {
            case SUBS -> Sample.weighted(solution.saved(sub()).ys().cast(DType.FLOAT64));
            case DENSE ->
                Sample.weighted(solution.y1().cast(DType.FLOAT64))
                        .plus(Sample.weighted(solution.evaluate(time(0.37)).cast(DType.FLOAT64)));
            default -> Sample.weighted(solution.ys().cast(DType.FLOAT64));
        };
    }

    Map<String, Tensor> place() {
        return moved(0);
    }

    Map<String, Tensor> moved(double h) {
        Map<String, Tensor> moved = new LinkedHashMap<>();
        way.forEach((name, direction) -> moved.put(name, at.get(name).plus(direction.times(h))));
        return moved;
    }

    @Override
    public String toString() {
        return solver + ", " + noises + (isControlled ? " and a control" : "") + ", " + stepping
                + (sense < 0 ? " back in time" : "") + ", " + saving + ", " + happens + ", " + adjoint + ", " + dtype
                + ", "
                + instances + ", for " + way.keySet();
    }
}
