package org.palinode.tests.train.optimiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Compilations;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Partition;
import org.palinode.autodiff.tree.Tree;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.AdamW;
import org.palinode.train.optimiser.Leaves;
import org.palinode.train.optimiser.Lion;
import org.palinode.train.optimiser.NotFiniteGradientException;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.OptimiserState;
import org.palinode.train.optimiser.RmsProp;
import org.palinode.train.optimiser.Sgd;
import org.palinode.train.schedule.Schedule;

class OptimiserTest {
    private record Line(Tensor slope, Tensor offset) {}

    private record Mixed(Tensor single, Tensor whole, Tensor scalar) {}

    private static final Line LINE = new Line(Tensor.of(1, -2), Tensor.scalar(0.5));
    private static final Line SLOPE = new Line(Tensor.of(3, 4), Tensor.scalar(-12));

    static Stream<Optimiser> all() {
        return Stream.of(
                new Sgd(0.1),
                new Sgd(0.1, 0.9).nesterov(),
                new Adam(0.1),
                new AdamW(0.1, 0.2).averaging(0.9),
                new RmsProp(Schedule.exponential(0.1, 0.5, 10), 0.9, 1e-8, 0.5),
                new Lion(0.1),
                new Adam(0.1).averaging(0.9).clippingByNorm(1).accumulating(3).skippingNotFinite());
    }

    private static <P> void assertSame(P expected, P actual) {
        Tree.Flat<P> left = Tree.flatten(expected);
        Tree.Flat<P> right = Tree.flatten(actual);
        assertEquals(left.structure().paths(), right.structure().paths());
        for (int i = 0; i < left.leaves().size(); i++) {
            assertArrayEquals(
                    left.leaves().get(i).toArray(),
                    right.leaves().get(i).toArray(),
                    left.structure().paths().get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void stepsWriteToNothingTheyWereGiven(Optimiser optimiser) {
        OptimiserState<Line> first = optimiser.init(LINE);
        var second = optimiser.step(SLOPE, first, LINE);
        Line copy = Tree.map(leaf -> Tensor.of(leaf.type(), leaf.toArray()), second.parameters());
        OptimiserState<Line> state = Tree.map(leaf -> Tensor.of(leaf.type(), leaf.toArray()), second.state());
        optimiser.step(SLOPE, second.state(), second.parameters());
        assertSame(new Line(Tensor.of(1, -2), Tensor.scalar(0.5)), LINE);
        assertSame(new Line(Tensor.of(3, 4), Tensor.scalar(-12)), SLOPE);
        assertSame(optimiser.init(LINE), first);
        assertSame(copy, second.parameters());
        assertSame(state, second.state());
    }

    /** The whole step of a training in one program, as users compile it, gives the numbers of steps one by one. */
    @ParameterizedTest
    @MethodSource("all")
    void stepsMayBePartOfACompiledFunction(Optimiser optimiser) {
        record Run(Line line, OptimiserState<Line> state) {}
        Function<Run, Run> step = run -> {
            Line slope = grad((Line line) ->
                            line.slope().square().sum().plus(line.offset().exp()))
                    .apply(run.line());
            var next = optimiser.step(slope, run.state(), run.line());
            return new Run(next.parameters(), next.state());
        };
        Function<Run, Run> compiled = compile(step);
        Run plain = new Run(LINE, optimiser.init(LINE));
        Run fast = plain;
        for (int i = 0; i < 7; i++) {
            plain = step.apply(plain);
            fast = compiled.apply(fast);
        }
        double[] expected = plain.line().slope().toArray();
        assertArrayEquals(expected, fast.line().slope().toArray(), 1e-13); // fusion may round e^x otherwise
        assertEquals(plain.state().steps(), fast.state().steps());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aStateTakenApartAndRebuiltContinuesToTheBit(Optimiser optimiser) {
        Mlp mlp = Mlp.random(RandomKey.of(3), Activation.TANH, 2, 7, 2);
        var half = run(optimiser, optimiser.init(mlp), mlp, 5);
        Tree.Flat<OptimiserState<Mlp>> flat = Tree.flatten(half.state());
        List<Tensor> loaded = flat.leaves().stream()
                .map(leaf -> Tensor.of(leaf.type(), leaf.toArray()))
                .toList();
        OptimiserState<Mlp> state =
                Tree.flatten(optimiser.init(mlp)).structure().unflatten(loaded);
        assertSame(
                run(optimiser, optimiser.init(mlp), mlp, 9).parameters(),
                run(optimiser, state, half.parameters(), 4).parameters());
    }

    private static Optimiser.Updated<Mlp> run(Optimiser optimiser, OptimiserState<Mlp> state, Mlp mlp, int steps) {
        var now = new Optimiser.Updated<>(mlp, state);
        for (int i = 0; i < steps; i++) {
            Mlp slope = grad((Mlp each) ->
                            each.apply(Tensor.ones(3, 2)).square().sum())
                    .apply(now.parameters());
            now = optimiser.step(slope, now.state(), now.parameters());
        }
        return now;
    }

    /** Sizes at which loops have rests; the reference is a plain loop over doubles. */
    @Test
    void adamIsAPlainLoopAtAllSizes() {
        for (int size : new int[] {1, 7, 8, 9, 31, 33, 64, 65, 127, 130, 1000}) {
            Tensor x = RandomKey.of(size).uniform(TensorType.float64(size), -1, 1);
            double[] p = x.toArray();
            double[] m = new double[size];
            double[] v = new double[size];
            Optimiser adam = new Adam(0.01);
            OptimiserState<Tensor> state = adam.init(x);
            for (int t = 1; t <= 3; t++) {
                Tensor slope = x.times(t).cos();
                double[] g = slope.toArray();
                for (int i = 0; i < size; i++) {
                    m[i] = 0.9 * m[i] + 0.1 * g[i];
                    v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                    double mean = m[i] / (1 - Math.pow(0.9, t));
                    double square = v[i] / (1 - Math.pow(0.999, t));
                    p[i] -= 0.01 * mean / (Math.sqrt(square) + 1e-8);
                }
                var next = adam.step(slope, state, x);
                x = next.parameters();
                state = next.state();
            }
            assertArrayEquals(p, x.toArray(), 1e-15); // a unit in the last place of 1, moves are below 0.03
        }
    }

    @Test
    void eachLeafKeepsItsType() {
        TensorType single = new TensorType(DType.FLOAT32, Shape.of(3));
        Mixed start = new Mixed(
                Tensor.full(single, 1), Tensor.ones(2), Tensor.full(new TensorType(DType.FLOAT32, Shape.of()), 2));
        all().forEach(optimiser -> {
            var next = optimiser.clippingByValue(10).step(start, optimiser.init(start), start);
            Mixed moved = next.parameters();
            assertEquals(start.single().type(), moved.single().type());
            assertEquals(start.whole().type(), moved.whole().type());
            assertEquals(start.scalar().type(), moved.scalar().type());
            next.state()
                    .memory()
                    .values()
                    .forEach(part -> assertEquals(single, part.single().type()));
        });
    }

    @Test
    void theNormOfLargeSingleGradientsDoesNotOverflow() {
        Tensor zero = Tensor.full(new TensorType(DType.FLOAT32, Shape.of(4)), 0);
        Tensor large = zero.plus(1e30);
        Optimiser optimiser = new Sgd(1).clippingByNorm(1);
        double[] moved =
                optimiser.step(large, optimiser.init(zero), zero).parameters().toArray();
        assertArrayEquals(new double[] {-0.5, -0.5, -0.5, -0.5}, moved, 1e-7); // the last places of float32
    }

    @Test
    void aGradientOfZerosIsNotClippedToNaN() {
        Optimiser optimiser = new Sgd(1).clippingByNorm(1).clippingByValue(1);
        Line still = optimiser
                .step(Tree.map(Tensor::zerosLike, LINE), optimiser.init(LINE), LINE)
                .parameters();
        assertSame(LINE, still);
    }

    @Test
    void parametersMoveOnceForAllAccumulatedGradients() {
        Optimiser optimiser = new Sgd(1).averaging(0.5).accumulating(2);
        var first = optimiser.step(SLOPE, optimiser.init(LINE), LINE);
        assertSame(LINE, first.parameters());
        assertSame(LINE, first.state().average());
        assertEquals(0, first.state().steps());
        var second = optimiser.step(Tree.map(Tensor::zerosLike, LINE), first.state(), first.parameters());
        assertSame(new Line(Tensor.of(-0.5, -4), Tensor.scalar(6.5)), second.parameters());
        assertSame(
                new Line(Tensor.of(0.25, -3), Tensor.scalar(3.5)),
                second.state().average());
        assertEquals(1, second.state().steps());
    }

    @Test
    void gradientsThatAreNotFiniteAreRefusedByLeaf() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Optimiser optimiser = new Adam(0.1).clippingByValue(1).clippingByNorm(1);
            var state = optimiser.step(SLOPE, optimiser.init(LINE), LINE).state();
            Line slope = new Line(Tensor.of(bad, bad), Tensor.scalar(1));
            var thrown = assertThrows(NotFiniteGradientException.class, () -> optimiser.step(slope, state, LINE));
            assertEquals(
                    "a gradient after 1 steps has numbers that are not finite, in slope (2); parameters and state are as they"
                            + " were: look for what made them so, or leave such steps out by skippingNotFinite()",
                    thrown.getMessage());
        }
    }

    @Test
    void gradientsThatAreNotFiniteAreRefusedInsideACompiledFunction() {
        Optimiser optimiser = new Sgd(0.1);
        OptimiserState<Tensor> state = optimiser.init(Tensor.scalar(1));
        Function<Tensor, Tensor> step =
                compile(x -> optimiser.step(x.log(), state, x).parameters());
        assertEquals(1, step.apply(Tensor.scalar(1)).item());
        assertThrows(NotFiniteGradientException.class, () -> step.apply(Tensor.scalar(-1)));
    }

    @Test
    void skippedStepsAreCountedAndChangeNothingElse() {
        Optimiser optimiser =
                new Adam(0.1).skippingNotFinite().averaging(0.9).accumulating(2).clippingByValue(1);
        var before = optimiser.step(SLOPE, optimiser.init(LINE), LINE);
        Line slope = new Line(Tensor.of(1, Double.NaN), Tensor.scalar(1));
        var after = optimiser.step(slope, before.state(), before.parameters());
        assertSame(before.parameters(), after.parameters());
        assertEquals(1, after.state().skipped());
        assertSame(before.state().memory(), after.state().memory());
        assertEquals(
                before.state().numbers().get("accumulated").item(),
                after.state().numbers().get("accumulated").item());
        var whole = optimiser.step(SLOPE, after.state(), after.parameters());
        assertSame(optimiser.step(SLOPE, before.state(), before.parameters()).parameters(), whole.parameters());
    }

    @Test
    void equalOptimisersShareAPlan() {
        Supplier<Optimiser> made = () -> new AdamW(Schedule.cosine(0.1, 0, 77).warmUp(0, 5), 0.1).clippingByNorm(3);
        OptimiserState<Line> state = made.get().init(LINE);
        var next = made.get().step(SLOPE, state, LINE);
        Compilations before = Compilations.soFar();
        for (int i = 0; i < 3; i++) {
            next = made.get().step(SLOPE, next.state(), next.parameters());
        }
        assertEquals(0, Compilations.soFar().since(before).plans());
        assertEquals(4, next.state().steps());
    }

    /** Optimiser of a user's own, that is no record and forgets a leaf's type. */
    private record Rounding() implements Optimiser {
        @Override
        public Leaves start(Leaves leaves) {
            return leaves.counting(Leaves.STEPS);
        }

        @Override
        public Leaves advance(Leaves leaves) {
            return leaves.withParameters(
                    leaves.each(i -> leaves.parameters().get(i).cast(DType.FLOAT32)));
        }
    }

    @Test
    void refusalsSayWhatDoesNotFit() {
        Optimiser adam = new Adam(0.1);
        OptimiserState<Line> state = adam.init(LINE);
        OptimiserState<Line> plain = new Sgd(0.1).init(LINE);
        refuses(
                "the gradient is f64[3] at slope, where the parameters are f64[2]",
                () -> adam.step(new Line(Tensor.ones(3), Tensor.scalar(1)), state, LINE));
        refuses(
                "'mean' of the state is f64[2] at slope",
                () -> adam.step(
                        new Line(Tensor.ones(3), Tensor.scalar(1)), state, new Line(Tensor.ones(3), Tensor.scalar(1))));
        refuses("the state of the optimiser has no 'mean', only []", () -> adam.step(SLOPE, plain, LINE));
        refuses("the state of the optimiser has no 'skipped', only [steps]", state::skipped);
        refuses("the state of the optimiser has no 'average', only [mean, square]", state::average);
        refuses("parameters without tensors", () -> adam.init(List.of(1)));
        refuses(
                "'average' is remembered already",
                () -> adam.averaging(0.9).averaging(0.5).init(LINE));
        refuses(
                "'accumulated' is remembered already",
                () -> adam.accumulating(2).accumulating(2).init(LINE));
        refuses("an optimiser must keep the types of parameters", () -> {
            Optimiser own = new Rounding();
            own.step(SLOPE, own.init(LINE), LINE);
        });
        refuses("Uncounted[] does not count its steps", () -> new Uncounted().init(LINE));
        Schedule vector = step -> Tensor.ones(1);
        refuses(
                "a schedule must give a float64 scalar, f64[], got f64[1]",
                () -> new Sgd(vector).step(SLOPE, plain, LINE));
        assertThrows(NullPointerException.class, () -> adam.step(SLOPE, null, LINE));
    }

    private record Uncounted() implements Optimiser {
        @Override
        public Leaves start(Leaves leaves) {
            return leaves;
        }

        @Override
        public Leaves advance(Leaves leaves) {
            return leaves;
        }
    }

    /** As 1/√step is at step 0, where steps begin. */
    @Test
    void aLearningRateThatIsNotFiniteIsRefused() {
        Schedule falling = step -> step.power(-0.5);
        for (Optimiser optimiser :
                List.of(new Sgd(falling), new AdamW(new Adam(falling), 0.1), new RmsProp(falling), new Lion(falling))) {
            refuses(
                    "the learning rate at step 0 is Infinity; the first step is 0",
                    () -> optimiser.step(SLOPE, optimiser.init(LINE), LINE));
        }
        Optimiser later = new Sgd(step -> step.plus(1).power(-0.5));
        assertEquals(1, later.step(SLOPE, later.init(LINE), LINE).state().steps());
    }

    /** More steps than an int has: schedules have ended, and the start of the means is forgotten. */
    @Test
    void manyStepsAreCounted() {
        Optimiser adam = new Adam(Schedule.cosine(0.1, 0.01, 10).warmUp(0, 3));
        OptimiserState<Line> first = adam.init(LINE);
        Map<String, Tensor> numbers = Map.of("steps", Tensor.scalar(3e9));
        var next = adam.step(SLOPE, new OptimiserState<>(numbers, first.memory()), LINE);
        assertEquals(3_000_000_001L, next.state().steps());
        double move = 0.01 * 0.1 / Math.sqrt(0.001); // of means that are no longer freed of their start
        assertArrayEquals(
                new double[] {1 - move, -2 - move}, next.parameters().slope().toArray(), 1e-8); // ε is 1e-8
    }

    @Test
    void leavesWithoutNumbersStayThatWay() {
        Line empty = new Line(Tensor.of(1, -2), Tensor.zeros(0));
        Line slope = new Line(Tensor.of(3, 4), Tensor.zeros(0));
        Line broken = new Line(Tensor.of(3, Double.NaN), Tensor.zeros(0));
        all().forEach(optimiser -> {
            var next = optimiser.step(slope, optimiser.init(empty), empty);
            assertEquals(0, next.parameters().offset().size());
            if (!optimiser.skipsNotFinite()) {
                assertThrows(
                        NotFiniteGradientException.class, () -> optimiser.step(broken, optimiser.init(empty), empty));
            }
        });
    }

    @Test
    void settingsOutOfTheirRangeAreRefused() {
        Optimiser sgd = new Sgd(0.1);
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refuses("a learning rate must be finite and not negative, got " + bad, () -> new Sgd(bad));
            refuses("weight decay must be finite and not negative, got " + bad, () -> new AdamW(0.1, bad));
            refuses("a moving average", () -> sgd.averaging(bad));
            refuses("momentum must lie in [0, 1), got " + bad, () -> new Sgd(0.1, bad));
        }
        refuses("beta1 must lie", () -> new Adam(Schedule.constant(1), 1, 0.9, 1e-8));
        refuses("beta2 must lie", () -> new Adam(Schedule.constant(1), 0.9, 1, 1e-8));
        refuses("epsilon must be positive and finite, got 0.0", () -> new Adam(Schedule.constant(1), 0.9, 0.9, 0));
        refuses("the most that gradients are clipped to must be positive", () -> sgd.clippingByValue(Double.NaN));
        refuses("the norm that gradients are clipped to must be positive", () -> sgd.clippingByNorm(0));
        refuses(
                "clipped to must be positive and finite, got Infinity",
                () -> sgd.clippingByNorm(Double.POSITIVE_INFINITY));
        refuses("at least 1 gradient makes a step, got 0", () -> sgd.accumulating(0));
        assertThrows(NullPointerException.class, () -> new Adam((Schedule) null));
        assertThrows(NullPointerException.class, () -> new Sgd(Schedule.constant(1), 0.9, null));
    }

    private static void refuses(String text, Runnable call) {
        var thrown = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
    }

    @Test
    void memoryIsNamedInTheTree() {
        OptimiserState<Line> state = new Adam(0.1).init(LINE);
        assertEquals(
                List.of(
                        "numbers[steps]",
                        "memory[mean].slope",
                        "memory[mean].offset",
                        "memory[square].slope",
                        "memory[square].offset"),
                Tree.flatten(state).structure().paths());
        assertEquals(Map.of(), new Sgd(0.1).init(LINE).memory());
    }

    /** Decay would make 0.99 of the index 1. */
    @Test
    void indicesAreNoParameters() {
        record Picked(Tensor numbers, List<Indices> at) {}
        var picked = new Picked(Tensor.of(1, 2), List.of(Indices.of(0), Indices.of(1)));
        var refusal = assertThrows(IllegalArgumentException.class, () -> new AdamW(0.1, 0.1).init(picked));
        assertEquals(
                "parameters of an optimiser hold indices, which would be moved as other numbers are, at at[0].stored,"
                        + " at[1].stored; choose the other tensors by a Partition, or keep indices as int[]",
                refusal.getMessage());
        Partition<Picked> split = Partition.of(picked, path -> path.equals("numbers"));
        assertEquals(
                0,
                new AdamW(0.1, 0.1).init(split.chosen()).numbers().get("steps").item());
        assertThrows(IllegalArgumentException.class, () -> new AdamW(0.1, 0.1).init(Indices.of(1)));
    }
}
