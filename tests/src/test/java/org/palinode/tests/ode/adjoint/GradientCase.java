package org.palinode.tests.ode.adjoint;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Solution;
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
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Sample;

/** One random choice of all that meets in a gradient: solver, state, steps, what is saved, an event, adjoint, and what it is for. */
final class GradientCase {
    /** What a solve may be differentiated for. */
    enum Leaf {
        Y0,
        ARGS,
        CLOSED_OVER,
        T0,
        T1,
        TS
    }

    enum Steps {
        CONSTANT,
        GIVEN,
        ADAPTIVE,
        CLIPPED
    }

    private static final RootFinder EXACT =
            RootFinder.newton().tolerances(1e-13, 1e-14).maxIterations(20);
    private static final List<Solver> SOLVERS = List.of(
            new Bosh3(),
            new Tsit5(),
            new RungeKutta4(),
            new HalfSolver(new Bosh3()),
            new EES25(),
            new ReversibleHeun(),
            new LeapfrogMidpoint(),
            new Kvaerno3(EXACT),
            new KenCarp3(EXACT),
            new Sil3(EXACT),
            new Rodas5P(),
            new SemiImplicitEuler());
    private static final double LENGTH = 2;
    /** Whatever lies nearer to a step's end could come to lie beyond it where differences are taken. */
    private static final double MARGIN = 5e-3;
    /** The longest way of a difference, in multiples of {@link #direction}. */
    static final double FARTHEST = 1e-3;

    private final Random random;
    final Solver solver;
    final StateKind state;
    final Steps steps;
    final Adjoint adjoint;
    final RandomSaving saving;
    final Map<Leaf, Tensor> direction = new EnumMap<>(Leaf.class);
    private final Map<Leaf, Tensor> at = new EnumMap<>(Leaf.class);
    private final int count;
    /** 1, or −1 for a solve back in time. */
    private final double sense;

    private final double[] taken;
    private Optional<Event<Object, Tensor>> event = Optional.empty();

    private GradientCase(Random random) {
        this.random = random;
        solver = any(SOLVERS);
        state = solver instanceof SemiImplicitEuler ? StateKind.PAIR : any(List.of(StateKind.values()));
        steps = any(List.of(Steps.values()));
        adjoint = anyAdjoint();
        at.put(Leaf.Y0, numbers(4));
        at.put(Leaf.ARGS, numbers(2));
        at.put(Leaf.CLOSED_OVER, numbers(16).times(0.7).reshape(4, 4));
        sense = random.nextInt(4) == 0 ? -1 : 1;
        at.put(Leaf.T0, Tensor.scalar(Sample.T0));
        at.put(Leaf.T1, Tensor.scalar(Sample.T0 + sense * LENGTH));
        count = isContinuous() ? 150 : 3 + random.nextInt(4);
        taken = adapts() && solver.estimatesError() && !isContinuous()
                ? scout(SaveAt.t1()).stepTimes()
                : evenly();
        if (steps == Steps.GIVEN) {
            for (int i = 1; i < count; i++) {
                taken[i] += (random.nextDouble() - 0.5) * 0.5 * LENGTH / count;
            }
        }
        at.put(Leaf.TS, Tensor.of(insideOfSteps(2)));
        while (direction.isEmpty()) {
            at.forEach((leaf, value) -> {
                if (random.nextInt(3) == 0) {
                    direction.put(leaf, numbers(value.size()).times(0.5).reshape(value.shape()));
                }
            });
        }
        saving = RandomSaving.draw(random, insideOfSteps(2));
        if (random.nextInt(3) == 0 && !adapts() && !isContinuous()) {
            event = Optional.of(anyEvent());
        }
    }

    /** A combination. One whose differences would meet a kink, such as an event at the end of a step, is drawn again. */
    static GradientCase draw(Random random) {
        GradientCase drawn = new GradientCase(random);
        while (!drawn.isSmooth()) {
            drawn = new GradientCase(random);
        }
        return drawn;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Tensor numbers(int size) {
        return Tensor.of(IntStream.range(0, size)
                .mapToDouble(i -> 2 * random.nextDouble() - 1)
                .toArray());
    }

    private Adjoint anyAdjoint() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new DirectAdjoint();
            case 2 -> new DirectAdjoint(0);
            case 3, 4 -> new RecursiveCheckpointAdjoint(1 + random.nextInt(3));
            case 5, 6 -> new ReversibleAdjoint();
            case 7 -> new ReversibleAdjoint(Reversible.COUPLING, Resync.OFF);
            case 8, 9 -> new ForwardModeAdjoint();
            case 10 -> new BacksolveAdjoint();
            default -> new ImplicitAdjoint();
        };
    }

    /** Whether the gradient is that of the equations, not of the steps. */
    boolean isContinuous() {
        return adjoint instanceof BacksolveAdjoint;
    }

    /** Whether steps are taken back nearly, not to rounding. */
    boolean isEffectivelyReversible() {
        return adjoint instanceof ReversibleAdjoint && solver instanceof EES25;
    }

    boolean adapts() {
        return steps == Steps.ADAPTIVE || steps == Steps.CLIPPED;
    }

    boolean hasEvent() {
        return event.isPresent();
    }

    private double[] evenly() {
        return IntStream.rangeClosed(0, count)
                .mapToDouble(i -> Sample.T0 + sense * LENGTH * i / count)
                .toArray();
    }

    private double[] insideOfSteps(int number) {
        return DoubleStream.generate(() -> {
                    int step = random.nextInt(taken.length - 1);
                    return taken[step] + (0.1 + 0.8 * random.nextDouble()) * (taken[step + 1] - taken[step]);
                })
                .limit(number)
                .boxed()
                .sorted(Comparator.comparingDouble(t -> sense * t))
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** The state's first number meets a value that it has in the middle of a step: the end of the solve, or it goes on from a half. */
    private Event<Object, Tensor> anyEvent() {
        int step = random.nextInt(taken.length - 1);
        double level = first(scout(SaveAt.dense()).evaluate((taken[step] + taken[step + 1]) / 2))
                .item();
        Event<Object, Tensor> meets = Event.when((t, y, args) -> first(y).minus(level));
        return random.nextBoolean()
                ? meets
                : meets.reset((t, y, args) -> half(y)).atMost(3);
    }

    private static Tensor first(Object y) {
        return Tree.flatten(y).leaves().get(0).flatten().get(0);
    }

    private static Object half(Object y) {
        Tree.Flat<Object> flat = Tree.flatten(y);
        return flat.structure()
                .unflatten(flat.leaves().stream().map(leaf -> leaf.times(0.5)).toList());
    }

    /** The solve by itself, under the adjoint if that lets it be looked at: some run another solver. */
    private Solution<Object> scout(SaveAt saveAt) {
        boolean refuses = isContinuous() || adjoint instanceof ImplicitAdjoint;
        SolveOptions options = stepping(at::get, true).saveAt(saveAt);
        return state.solve(at::get, solver, options.adjoint(refuses ? new DirectAdjoint() : adjoint));
    }

    /** @param free whether adaptive steps are chosen; else those are taken that were chosen at this place */
    private SolveOptions stepping(Function<Leaf, Tensor> in, boolean free) {
        SolveOptions standard = SolveOptions.standard().maxSteps(100_000);
        if (steps == Steps.CONSTANT) {
            return standard.dt0(sense * LENGTH / (count - 0.5)); // half a step from another number of steps
        }
        if (adapts() && (free || isContinuous())) {
            double rtol = isContinuous() ? 1e-9 : 1e-3;
            PIDController controller = new PIDController(rtol, rtol);
            return standard.dt0(sense * (isContinuous() ? 1e-2 : 0.3))
                    .controller(
                            steps == Steps.ADAPTIVE
                                    ? controller
                                    : new ClipStepSizeController(controller).stepTs(-0.7, -0.3, 0.9, 1.4));
        }
        double[] times = taken.clone();
        times[0] = in.apply(Leaf.T0).item();
        times[times.length - 1] = in.apply(Leaf.T1).item();
        return standard.controller(new StepTo(times));
    }

    private Solution<Object> solve(Function<Leaf, Tensor> in, boolean free) {
        SolveOptions options =
                stepping(in, free).saveAt(saving.at(in.apply(Leaf.TS))).adjoint(adjoint);
        return state.solve(in, solver, event.map(options::events).orElse(options));
    }

    /** A number from all that is saved; adaptive steps chosen anew if {@code free}, else held fixed. */
    Tensor loss(Map<Leaf, Tensor> moved, boolean free) {
        Function<Leaf, Tensor> in = places(moved);
        return saving.number(solve(in, free), in.apply(Leaf.TS));
    }

    private Function<Leaf, Tensor> places(Map<Leaf, Tensor> moved) {
        return leaf -> moved.getOrDefault(leaf, at.get(leaf));
    }

    /** Where the gradient is taken, of what it is for. */
    Map<Leaf, Tensor> place() {
        return moved(0);
    }

    /** What the gradient is for, moved along {@link #direction}. */
    Map<Leaf, Tensor> moved(double h) {
        Map<Leaf, Tensor> moved = new EnumMap<>(Leaf.class);
        direction.forEach((leaf, way) -> moved.put(leaf, at.get(leaf).plus(way.times(h))));
        return moved;
    }

    private boolean isSmooth() {
        double[] ts = at.get(Leaf.TS).toArray();
        if (Math.abs(ts[1] - ts[0]) < MARGIN) {
            return false;
        }
        if (isContinuous() && (solver.order() < 3 || adapts() && saving.savesSteps())) {
            return false; // no measure of a continuous gradient; and its adaptive steps are not held fixed here
        }
        if (isContinuous() || RandomCombinationsTest.refusal(this).isPresent()) {
            return true;
        }
        Solution<Object> here = solve(at::get, false);
        double[] ends = here.stepTimes();
        boolean over = ends[ends.length - 1] != at.get(Leaf.T1).item();
        if (hasEvent() && (here.events().isEmpty() || saving.dense() && over)) {
            return false; // nothing happened, or it is over before somebody looks
        }
        DoubleStream looks = DoubleStream.concat(Arrays.stream(ts), Arrays.stream(saving.looks()));
        return IntStream.range(1, ends.length).allMatch(i -> Math.abs(ends[i] - ends[i - 1]) > 2 * MARGIN)
                && looks.allMatch(look -> Arrays.stream(ends).allMatch(end -> Math.abs(look - end) > 2 * MARGIN))
                && DoubleStream.of(-FARTHEST, FARTHEST).allMatch(h -> isLike(here, solve(places(moved(h)), false)))
                && isLike(here, solve(at::get, true)); // where steps are chosen, the copy is also set back by tolerance
    }

    /** Whether as much happens, at nearly the same times; setting back the copy of a reversible solve is a decision too. */
    private static boolean isLike(Solution<Object> here, Solution<Object> there) {
        double[] ends = here.stepTimes();
        double[] others = there.stepTimes();
        return ends.length == others.length
                && IntStream.range(0, ends.length).allMatch(i -> Math.abs(ends[i] - others[i]) < MARGIN)
                && here.events().size() == there.events().size()
                && here.statistics().resyncs() == 0
                && there.statistics().resyncs() == 0;
    }

    @Override
    public String toString() {
        return solver + ", " + state + ", " + steps + (sense < 0 ? " back in time" : "") + ", " + adjoint + ", "
                + saving + (hasEvent() ? ", event" : "") + ", for " + direction.keySet();
    }
}
