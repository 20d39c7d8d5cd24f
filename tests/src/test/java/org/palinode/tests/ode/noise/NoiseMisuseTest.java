package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.customVjp;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.CommonPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.StackedPaths;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.*;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.ode.term.Term;

/** Every misuse of noise and controls that is known: its refusal has a type, and says what was wrong and what to do. */
@Tag("once")
class NoiseMisuseTest {
    private static final RandomKey KEY = RandomKey.of(6);
    private static final Tensor Y0 = Tensor.of(1, 2, 3);
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.1);
    private static final SolveOptions ADAPTIVE =
            SolveOptions.standard().controller(new PIDController(1e-3, 1e-3).withDtmin(0.02));
    private static final ODETerm<Tensor, Void> DECAY = new ODETerm<>((t, y, args) -> y.negate());
    private static final RootFinder CHORD = RootFinder.veryChord().tolerances(1e-8, 1e-8);

    /** A misuse, and words of its refusal. */
    private record Row(String name, Class<? extends Exception> type, Runnable misuse, String... words) {}

    private static Row iae(String name, Runnable misuse, String... words) {
        return new Row(name, IllegalArgumentException.class, misuse, words);
    }

    private static Row uoe(String name, Runnable misuse, String... words) {
        return new Row(name, UnsupportedOperationException.class, misuse, words);
    }

    private static Row needs(String name, Runnable misuse, String... words) {
        return new Row(name, NullPointerException.class, misuse, words);
    }

    private static VirtualBrownianTree<Tensor> tree(int... dims) {
        return VirtualBrownianTree.of(KEY, 0, 1, 0.01, dims);
    }

    private static Term<Tensor, Void> diagonal(BrownianPath<Tensor> path) {
        return DECAY.plus(Diffusion.diagonal((t, y, args) -> y.times(0.1), path));
    }

    private static Term<Tensor, Void> additive(BrownianPath<Tensor> path) {
        return DECAY.plus(Diffusion.additiveDiagonal((t, args) -> Tensor.of(1, 2, 3), path));
    }

    private static Runnable solve(Term<Tensor, Void> term, Solver solver, SolveOptions options) {
        return () -> diffeqsolve(term, solver, 0, 1, Y0, null, options);
    }

    private static Runnable solve(Solver solver, Adjoint adjoint) {
        return solve(diagonal(tree(3).with(LevyArea.SPACE_TIME_TIME)), solver, STEPS.adjoint(adjoint));
    }

    private static Runnable general(Tensor g, int... noise) {
        return solve(Diffusion.general((t, y, args) -> g, tree(noise)), new Heun(), STEPS);
    }

    private static Stream<Row> rows() {
        return Stream.of(paths(), steps(), solvers(), adjoints(), terms(), langevin(), controls())
                .flatMap(List::stream);
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        return rows().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
    }

    /** The page on refusals has a row for each, with its type and the first words that are asked for. */
    @Test
    void thePageHasThemAll() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/refusals.md"));
        List<String> missing = rows().map(NoiseMisuseTest::onThePage)
                .filter(line -> !page.contains(line))
                .toList();
        assertEquals("", String.join("\n", missing));
    }

    private static String onThePage(Row row) {
        String type = row.type() == GradientException.class
                ? "`GradientException`"
                : row.type().getSimpleName().replaceAll("[a-z]", "");
        return "| " + row.name() + " | " + type + " | `" + row.words()[0] + "` |";
    }

    private static void check(Row row) {
        Exception refusal = assertThrows(row.type(), row.misuse()::run);
        assertEquals(row.type(), refusal.getClass(), refusal.getMessage());
        for (String word : row.words()) {
            assertTrue(refusal.getMessage().contains(word), "without \"" + word + "\": " + refusal.getMessage());
        }
    }

    private static List<Row> paths() {
        var given = GivenIncrements.of(new double[] {0, 0.5, 1}, new double[][] {{1, 2, 3}, {3, 2, 1}});
        return List.of(
                iae("times of a path that do not rise", () -> VirtualBrownianTree.of(KEY, 1, 1, 0.1, 3), "t0 < t1"),
                iae("a path back in time", () -> VirtualBrownianTree.of(KEY, 1, 0, 0.1, 3), "got 1.0 and 0.0"),
                iae("an endless path", () -> VirtualBrownianTree.of(KEY, 0, Double.POSITIVE_INFINITY, 0.1), "finite"),
                iae("a tolerance of 0", () -> VirtualBrownianTree.of(KEY, 0, 1, 0, 3), "got 0.0"),
                iae("a tolerance below 0", () -> VirtualBrownianTree.of(KEY, 0, 1, -1, 3), "got -1.0"),
                iae("a tolerance that is no number", () -> VirtualBrownianTree.of(KEY, 0, 1, Double.NaN), "got NaN"),
                iae("a tolerance longer than the path", () -> VirtualBrownianTree.of(KEY, 0, 1, 2, 3), "got 2.0"),
                iae("a tolerance below rounding", () -> VirtualBrownianTree.of(KEY, 1e6, 1e6 + 1, 1e-11), "4 ulp"),
                needs("a tree without a key", () -> VirtualBrownianTree.of(null, 0, 1, 0.1, 3), "RandomKey.of(0)"),
                needs("increments without a key", () -> IndependentIncrements.of(null, 3), "RandomKey.of(0)"),
                needs("a common path of nothing", () -> new CommonPath<>(null), "a Brownian path"),
                iae("a batch of no paths", () -> new StackedPaths(List.of()), "at least one path"),
                iae("a batch of unequal paths", () -> new StackedPaths(List.of(tree(3), tree(2))), "one shape"),
                iae(
                        "a batch of unequal levels",
                        () -> new StackedPaths(List.of(tree(3), tree(3).with(LevyArea.SPACE_TIME))),
                        "one shape and level"),
                iae(
                        "given increments whose times fall",
                        () -> GivenIncrements.of(new double[] {0, 1, 0.5}, new double[][] {{1}, {1}}),
                        "must rise, got 1.0 and then 0.5"),
                iae(
                        "given increments without a row",
                        () -> GivenIncrements.of(new double[] {0, 1, 2}, new double[][] {{1}}),
                        "need 2 rows of 1 numbers W"),
                iae(
                        "given increments that are no numbers",
                        () -> GivenIncrements.of(new double[] {0, 1}, new double[][] {{Double.NaN}}),
                        "finite"),
                iae(
                        "an interval that was not given",
                        solve(diagonal(given), new Heun(), STEPS.dt0(0.25)),
                        "but 0.25 is none of their times; the nearest is",
                        "StepTo"),
                iae(
                        "a solve longer than what was given",
                        () -> diffeqsolve(diagonal(given), new Heun(), 0, 2, Y0, null, STEPS.dt0(0.5)),
                        "between 0.0 and 1.0",
                        "the nearest is 1.0"),
                iae(
                        "a solve outside of the path",
                        () -> diffeqsolve(diagonal(tree(3)), new Heun(), 0.5, 2, Y0, null, STEPS),
                        "a solve from 0.5 to 2.0",
                        "[0.0, 1.0]"),
                iae(
                        "an increment outside of the path",
                        () -> tree(3).at(0, 1.5),
                        "over [0.0, 1.0] is not known at 1.5"),
                iae(
                        "two noises of one key",
                        solve(diagonal(tree(3)).plus(diagonal(tree(3))), new Heun(), STEPS),
                        "two noises of a term have the key",
                        "key.fold(0)"),
                iae(
                        "two noises of one key, in a batch and mirrored",
                        () -> diffeqsolve(
                                Diffusion.<Tensor, Void>diagonal((t, y, args) -> y, StackedPaths.antithetic(tree(3)))
                                        .plus(Diffusion.diagonal(
                                                (t, y, args) -> y, IndependentIncrements.of(KEY, 2, 3))),
                                new Heun(),
                                0,
                                1,
                                Tensor.ones(2, 3),
                                null,
                                STEPS),
                        "two noises of a term have the key"),
                iae(
                        "two noises by one given path",
                        solve(diagonal(given).plus(diagonal(given)), new Heun(), STEPS.dt0(0.5)),
                        "two noises of a term are driven by one path"));
    }

    private static List<Row> steps() {
        var coarse = VirtualBrownianTree.of(KEY, 0, 1, 0.2, 3);
        var independent = IndependentIncrements.of(KEY, 3);
        Event<Tensor, Void> crossing = Event.when((t, y, args) -> y.get(0).minus(0.5));
        String finds = "this solve finds others: by errors, by events inside of steps, or by steps back of their own";
        return List.of(
                iae(
                        "a tolerance above the constant step",
                        solve(diagonal(coarse), new Heun(), STEPS),
                        "the tolerance of a VirtualBrownianTree, 0.2",
                        "the shortest step, which is 0.1"),
                iae(
                        "a tolerance above a given step",
                        solve(
                                diagonal(coarse),
                                new Heun(),
                                SolveOptions.standard().controller(new StepTo(0, 0.5, 0.6, 1))),
                        "the shortest step, which is 0.0999"),
                iae(
                        "adaptive steps that nothing bounds from below",
                        solve(
                                diagonal(tree(3)),
                                new Heun(),
                                SolveOptions.standard().controller(new PIDController(1e-3, 1e-3))),
                        "the shortest step, which is 0.0",
                        "PIDController.withDtmin"),
                iae(
                        "independent increments and adaptive steps",
                        solve(diagonal(independent), new Heun(), ADAPTIVE),
                        "independent increments",
                        finds,
                        "use a VirtualBrownianTree"),
                iae(
                        "independent increments and an event that is searched for",
                        solve(diagonal(independent), new Heun(), STEPS.events(crossing)),
                        finds),
                uoe(
                        "independent increments and Backsolve",
                        solve(diagonal(independent), new Heun(), STEPS.adjoint(new BacksolveAdjoint())),
                        "BacksolveAdjoint takes steps of its own on the way back, which this path does not serve",
                        "use a VirtualBrownianTree, or RecursiveCheckpointAdjoint"),
                iae(
                        "given increments and adaptive steps",
                        solve(
                                diagonal(GivenIncrements.of(new double[] {0, 1}, new double[][] {{1, 1, 1}})),
                                new Heun(),
                                ADAPTIVE),
                        "given increments",
                        finds),
                iae("adaptive Euler", solve(diagonal(tree(3)), new Euler(), ADAPTIVE), "needs an error estimate"),
                iae(
                        "adaptive steps of halves of Euler's",
                        solve(diagonal(tree(3)), new HalfSolver(new Euler()), ADAPTIVE),
                        "HalfSolver(Euler) with steps that are found by their errors need not converge to Itô's solution",
                        "ItoMilstein in a HalfSolver"),
                iae(
                        "adaptive steps without an estimate",
                        solve(diagonal(tree(3)), new EulerHeun(), ADAPTIVE),
                        "PIDController needs an error estimate, which EulerHeun[] does not have",
                        "HalfSolver(solver), which makes one"));
    }

    private static List<Row> solvers() {
        var level = tree(3).with(LevyArea.SPACE_TIME);
        var pair = new SeparableTerm<Tensor, Tensor, Void>((t, q, args) -> q.negate(), (t, p, args) -> p);
        var noisy = pair.plus(Diffusion.scalar((t, y, args) -> y, tree()));
        return List.of(
                iae(
                        "a path without the area that a solver needs",
                        solve(diagonal(tree(3)), new SPaRK(), STEPS),
                        "SPaRK needs increments of the level SPACE_TIME, the path gives NONE",
                        "with(LevyArea.SPACE_TIME)"),
                iae(
                        "the area of one noise of two",
                        solve(
                                additive(level).plus(additive(VirtualBrownianTree.of(KEY.fold(1), 0, 1, 0.01, 3))),
                                new ShARK(),
                                STEPS),
                        "ShARK needs increments of the level SPACE_TIME"),
                uoe(
                        "LeapfrogMidpoint",
                        solve(diagonal(tree(3)), new LeapfrogMidpoint(), STEPS),
                        "LeapfrogMidpoint is not for equations with noise",
                        "EES25",
                        "ItoMilstein",
                        "ShARK"),
                uoe(
                        "SemiImplicitEuler",
                        () -> diffeqsolve(noisy, new SemiImplicitEuler(), 0, 1, new Pair<>(Y0, Y0), null, STEPS),
                        "SemiImplicitEuler is not for equations with noise",
                        "SlowRK"),
                uoe(
                        "an IMEX method, noise beside its term",
                        solve(
                                MultiTerm.of(DECAY.field(), DECAY.field()).plus(diagonal(tree(3))),
                                new KenCarp4(CHORD),
                                STEPS),
                        "KenCarp4 is not for equations with noise",
                        "Heun"),
                uoe(
                        "an IMEX method, noise in its term",
                        solve(new MultiTerm<>(diagonal(tree(3)), DECAY), new KenCarp3(CHORD), STEPS),
                        "KenCarp3 is not for equations with noise"),
                uoe(
                        "an IMEX method, additive noise",
                        solve(new MultiTerm<>(additive(tree(3)), DECAY), new Sil3(CHORD), STEPS),
                        "Sil3 is not for equations with noise"),
                uoe(
                        "an implicit method, noise that depends on y",
                        solve(diagonal(tree(3)), new Kvaerno3(CHORD), STEPS),
                        "Kvaerno3 is for additive noise alone, and the noise of this term is GENERAL",
                        "Diffusion.additive"),
                uoe(
                        "a Rosenbrock method, noise that depends on y",
                        solve(diagonal(tree(3)), new Rodas5P(), STEPS),
                        "Rodas5P is for additive noise alone"),
                uoe(
                        "a solver for additive noise, noise that depends on y",
                        solve(diagonal(level), new SEA(), STEPS),
                        "SEA is for additive noise alone",
                        "Heun, EES25 or SPaRK"),
                uoe(
                        "additive noise beside noise that depends on y",
                        solve(
                                additive(level)
                                        .plus(diagonal(VirtualBrownianTree.of(KEY.fold(1), 0, 1, 0.01, 3)
                                                .with(LevyArea.SPACE_TIME))),
                                new SRA1(),
                                STEPS),
                        "SRA1 is for additive noise alone"),
                uoe(
                        "reversible steps of Itô's",
                        solve(diagonal(tree(3)), new Reversible(new Euler()), STEPS),
                        "Reversible(Euler) is for additive noise alone",
                        "ItoConversion.toStratonovich"),
                uoe(
                        "halves of halves",
                        solve(diagonal(tree(3)), new HalfSolver(new HalfSolver(new Heun())), STEPS),
                        "HalfSolver(HalfSolver(Heun)) is not for equations with noise"),
                iae(
                        "a solver for noise, and none",
                        solve(DECAY, new SlowRK(), STEPS),
                        "SlowRK is for equations with noise, and the term has none",
                        "Tsit5"),
                iae(
                        "a Langevin solver and another term",
                        solve(additive(tree(3).with(LevyArea.SPACE_TIME)), new ALIGN(), STEPS),
                        "ALIGN solves a LangevinTerm, and the term is another one",
                        "ShARK or SRA1"));
    }

    private static List<Row> adjoints() {
        Function<Tensor, Tensor> end =
                t1 -> diffeqsolve(diagonal(tree(3)), new Heun(), Tensor.scalar(0), t1, Y0, null, STEPS)
                        .y1()
                        .sum();
        Function<Tensor, Tensor> start =
                t0 -> diffeqsolve(diagonal(tree(3)), new Heun(), t0, Tensor.scalar(1), Y0, null, STEPS)
                        .y1()
                        .sum();
        Function<Tensor, Tensor> saved =
                ts -> diffeqsolve(diagonal(tree(3)), new Heun(), 0, 1, Y0, null, STEPS.saveAt(SaveAt.ts(ts)))
                        .ys()
                        .sum();
        Event<Tensor, Void> crossing = Event.when((t, y, args) -> y.get(0).minus(0.8));
        Function<Tensor, Tensor> event =
                y0 -> diffeqsolve(diagonal(tree(3)), new Heun(), 0, 1, y0, null, STEPS.events(crossing))
                        .y1()
                        .sum();
        String noTimes = "a solution has no derivative with respect to times where there is noise";
        return List.of(
                new Row(
                        "a gradient for t1",
                        GradientException.class,
                        () -> grad(end).apply(Tensor.scalar(1)),
                        noTimes,
                        "nowhere differentiable",
                        "pass t0, t1 and the saved times as numbers"),
                new Row(
                        "a gradient for t0",
                        GradientException.class,
                        () -> grad(start).apply(Tensor.scalar(0)),
                        noTimes),
                new Row(
                        "a gradient for saved times",
                        GradientException.class,
                        () -> grad(saved).apply(Tensor.of(0.25, 0.5)),
                        noTimes),
                new Row(
                        "a gradient through an event that is searched for",
                        GradientException.class,
                        () -> grad(event).apply(Y0),
                        "an event that is searched for has no derivative where there is noise"),
                uoe(
                        "Backsolve of an Itô equation",
                        solve(new Euler(), new BacksolveAdjoint()),
                        "BacksolveAdjoint solves back in Stratonovich's calculus, but Euler[] is for Itô's",
                        "RecursiveCheckpointAdjoint"),
                uoe(
                        "Backsolve by a method that parts noise",
                        solve(new SPaRK(), new BacksolveAdjoint()),
                        "such as Heun and EES25, got SPaRK[]",
                        "ReversibleAdjoint"),
                uoe(
                        "Reversible of an Itô equation",
                        solve(new ItoMilstein(), new ReversibleAdjoint()),
                        "ReversibleAdjoint cannot reverse ItoMilstein[]",
                        "Convert",
                        "Heun or EES25"),
                uoe(
                        "an implicit adjoint",
                        solve(new Heun(), new ImplicitAdjoint()),
                        "ImplicitAdjoint differentiates a steady state, which an equation with noise does not have"));
    }

    private static List<Row> terms() {
        Function<Tensor, Tensor> custom = customVjp(y -> y.sin(), (y, sin, bar) -> bar.times(y.cos()));
        var own = Diffusion.<Tensor, Void>diagonal((t, y, args) -> custom.apply(y), tree(3));
        var plain = Diffusion.<Tensor, Void>general((t, y, args) -> Tensor.ones(3, 2), tree(2));
        return List.of(
                iae(
                        "a vector where a matrix is due",
                        general(Tensor.ones(3), 2),
                        "the diffusion of a state [3] with noise [2] must be [3, 2], got [3]",
                        "Diffusion.diagonal",
                        "Diffusion.scalar"),
                iae("a matrix that lies on its side", general(Tensor.ones(2, 3), 2), "must be [3, 2], got [2, 3]"),
                iae("a matrix of other noise", general(Tensor.ones(3, 3), 2), "must be [3, 2], got [3, 3]"),
                iae("a column where noise is a scalar", general(Tensor.ones(3, 1)), "must be [3], got [3, 1]"),
                iae(
                        "additive noise of another shape",
                        solve(Diffusion.additive((t, args) -> Tensor.ones(3), tree(3)), new Heun(), STEPS),
                        "must be [3, 3], got [3]"),
                iae(
                        "a matrix where a diagonal is due",
                        solve(Diffusion.diagonal((t, y, args) -> Tensor.ones(3, 3), tree(3)), new Heun(), STEPS),
                        "a diagonal diffusion has the shape of its noise, [3], got [3, 3]",
                        "Diffusion.general"),
                iae(
                        "a number where a diagonal is due",
                        solve(Diffusion.diagonal((t, y, args) -> Tensor.scalar(1), tree(3)), new Heun(), STEPS),
                        "got []"),
                iae(
                        "diagonal noise that is not shaped like y",
                        solve(Diffusion.diagonal((t, y, args) -> Tensor.ones(2), tree(2)), new Heun(), STEPS),
                        "must be f64[3] like the state, got f64[2]"),
                iae(
                        "a single noise of several",
                        solve(Diffusion.scalar((t, y, args) -> y, tree(1)), new Heun(), STEPS),
                        "Diffusion.scalar needs one Brownian motion, of shape [], got [1]"),
                iae(
                        "a single noise of another shape than y",
                        solve(Diffusion.scalar((t, y, args) -> Tensor.ones(2), tree()), new Heun(), STEPS),
                        "must be f64[3] like the state, got f64[2]"),
                iae(
                        "a single noise that is a number",
                        solve(Diffusion.scalar((t, y, args) -> Tensor.scalar(2), tree()), new Heun(), STEPS),
                        "must be f64[3] like the state, got f64[]"),
                iae(
                        "a diffusion of another tree",
                        () -> diffeqsolve(
                                Diffusion.<List<Tensor>, Void>general(
                                        (t, y, args) -> List.of(Tensor.ones(3, 2)), tree(2)),
                                new Heun(),
                                0,
                                1,
                                List.of(Y0, Y0),
                                null,
                                STEPS),
                        "as many tensors as its state, 2, got 1"),
                iae(
                        "a product of another shape",
                        solve(Diffusion.product((t, y, v, args) -> v, tree(2)), new Heun(), STEPS),
                        "must be f64[3] like the state, got f64[2]"),
                iae(
                        "a product that is not linear",
                        solve(
                                Diffusion.product(
                                        (t, y, v, args) -> y.times(v.square().sum()), tree(2)),
                                new Heun(),
                                STEPS),
                        "must be linear in v",
                        "multiply v by something that does not depend on it"),
                iae(
                        "strictly what is not diagonal",
                        plain::strictly,
                        "only a diagonal diffusion",
                        "Diffusion.diagonal"),
                iae(
                        "strictly what mixes, at y0 or near it",
                        solve(
                                Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(y.sum()), tree(3))
                                        .strictly(),
                                new Heun(),
                                STEPS),
                        "strictly() promises that each number",
                        "leave strictly() out"),
                needs(
                        "a diffusion without a path",
                        () -> Diffusion.general((t, y, args) -> y, null),
                        "a Brownian path"),
                iae(
                        "a diffusion that returns nothing",
                        solve(Diffusion.product((t, y, v, args) -> null, tree(3)), new Heun(), STEPS),
                        "the product of a diffusion must return"),
                uoe("Milstein and a pull-back of one's own", solve(own, new ItoMilstein(), STEPS), "customVjp"),
                uoe(
                        "Stratonovich's Milstein and a pull-back of one's own",
                        solve(own, new StratonovichMilstein(), STEPS),
                        "customVjp"),
                uoe(
                        "a conversion and a pull-back of one's own",
                        solve(ItoConversion.toStratonovich(own), new Heun(), STEPS),
                        "customVjp"));
    }

    private static Runnable langevin(Tensor gamma, Tensor u, Function<Tensor, Tensor> force, Tensor v, int... noise) {
        return () -> diffeqsolve(
                new LangevinTerm<Tensor, Void>(
                        gamma, u, (x, args) -> force.apply(x), tree(noise).with(LevyArea.SPACE_TIME)),
                new ALIGN(),
                0,
                1,
                new Pair<>(Y0, v),
                null,
                STEPS);
    }

    private static List<Row> langevin() {
        Tensor one = Tensor.scalar(1);
        Tensor rest = Tensor.zeros(3);
        return List.of(
                iae("friction below 0", langevin(Tensor.scalar(-1), one, x -> x, rest, 3), "gamma", "got -1.0"),
                iae(
                        "friction that is no number",
                        langevin(Tensor.scalar(Double.NaN), one, x -> x, rest, 3),
                        "gamma",
                        "NaN"),
                iae(
                        "u below 0",
                        langevin(one, Tensor.of(1, -2, 1), x -> x, rest, 3),
                        "u of a LangevinTerm",
                        "got -2.0"),
                iae(
                        "endless friction",
                        langevin(Tensor.scalar(Double.POSITIVE_INFINITY), one, x -> x, rest, 3),
                        "finite"),
                iae("friction of another shape", langevin(Tensor.ones(2), one, x -> x, rest, 3), "gamma", "[3]", "[2]"),
                iae("u of another shape", langevin(one, Tensor.ones(2), x -> x, rest, 3), "u of a", "[3]", "[2]"),
                iae("a force of another shape", langevin(one, one, x -> Tensor.ones(2), rest, 3), "gradient", "[2]"),
                iae("a force that is one number", langevin(one, one, Tensor::sum, rest, 3), "gradient", "[]"),
                iae("a velocity of another shape", langevin(one, one, x -> x, Tensor.zeros(2), 3), "[3]", "[2]"),
                iae(
                        "noise of another shape",
                        langevin(one, one, x -> x, rest, 2),
                        "the path of a LangevinTerm must have the shape of x, [[3]], got [[2]]"),
                needs(
                        "no friction",
                        () -> new LangevinTerm<Tensor, Void>(null, one, (x, args) -> x, tree(3)),
                        "a LangevinTerm needs gamma"));
    }

    private static List<Row> controls() {
        Tensor times = Tensor.of(0, 0.5, 1);
        Tensor data = Tensor.of(new double[][] {{0, 1}, {1, 2}, {2, 0}});
        var path = LinearInterpolation.of(times, data);
        var term = new ControlTerm<Tensor, Void>((t, y, args) -> Tensor.ones(3, 2), path);
        return List.of(
                iae(
                        "a control without an axis of channels",
                        solve(
                                new ControlTerm<>(
                                        (t, y, args) -> y,
                                        CubicInterpolation.backwardHermite(times, Tensor.of(1, 2, 3))),
                                new Heun(),
                                STEPS),
                        "the channels as its last axis",
                        "[times, 1]"),
                iae(
                        "a field without the channels",
                        solve(new ControlTerm<>((t, y, args) -> y, path), new Heun(), STEPS),
                        "must be [3, 2], its last axis the channels, got [3]"),
                uoe(
                        "an IMEX method and a control",
                        solve(new MultiTerm<>(term, DECAY), new KenCarp4(CHORD), STEPS),
                        "KenCarp4 does not step over the increments of a control",
                        "toOde()"));
    }
}
