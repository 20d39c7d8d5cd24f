package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** What a state may be: any tree, any shape, either type of number. */
class StatesTest {
    private static final SolveOptions ADAPTIVE = SolveOptions.standard()
            .controller(new PIDController(1e-7, 1e-7))
            .saveAt(SaveAt.t0().andTs(0.5).andT1());

    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint());
    }

    /** Where a thing is and how it moves. */
    record Body(Tensor place, Tensor velocity) {}

    /** Bodies, and something that decays beside them. */
    record World(Map<String, Body> bodies, List<Tensor> clocks) {}

    private static final ODETerm<World, Tensor> WORLD = new ODETerm<>((t, world, stiffness) -> {
        Map<String, Body> slopes = new LinkedHashMap<>();
        world.bodies()
                .forEach((name, body) -> slopes.put(
                        name,
                        new Body(body.velocity(), body.place().times(stiffness).negate())));
        return new World(slopes, List.of(world.clocks().get(0).sin()));
    });

    private static World world(Tensor flat) {
        Map<String, Body> bodies = new LinkedHashMap<>();
        bodies.put("left", new Body(flat.slice(0, 0, 2), flat.slice(0, 2, 4)));
        bodies.put("right", new Body(flat.slice(0, 4, 6), flat.slice(0, 6, 8)));
        return new World(bodies, List.of(flat.get(8)));
    }

    private static Tensor flat(World world) {
        Body left = world.bodies().get("left");
        Body right = world.bodies().get("right");
        return Tensor.concatenate(
                0,
                left.place(),
                left.velocity(),
                right.place(),
                right.velocity(),
                world.clocks().get(0).flatten());
    }

    private static final ODETerm<Tensor, Tensor> FLAT =
            new ODETerm<>((t, y, stiffness) -> flat(WORLD.field().apply(t, world(y), stiffness)));

    private static final Tensor START = Tensor.of(1, 0, 0, 0.5, -1, 2, 0.3, 0, 0.7);

    @ParameterizedTest
    @MethodSource("adjoints")
    void aTreeIsSolvedAndDifferentiatedLikeTheSameNumbersInARow(Adjoint adjoint) {
        Tensor stiffness = Tensor.scalar(1.7);
        SolveOptions options = ADAPTIVE.adjoint(adjoint);
        Solution<World> tree = diffeqsolve(WORLD, new Tsit5(), 0, 2, world(START), stiffness, options);
        Solution<Tensor> row = diffeqsolve(FLAT, new Tsit5(), 0, 2, START, stiffness, options);
        assertEquals(0, Gap.absolute(row.y1(), flat(tree.y1())), 0);
        assertEquals(Shape.of(3, 2), tree.ys().bodies().get("right").velocity().shape());
        assertEquals(Shape.of(3), tree.ys().clocks().get(0).shape());

        Tensor one = Autodiff.grad((Tensor y0) ->
                        Sample.weighted(flat(diffeqsolve(WORLD, new Tsit5(), 0, 2, world(y0), stiffness, options)
                                .y1())))
                .apply(START);
        Tensor other = Autodiff.grad(
                        (Tensor y0) -> Sample.weighted(diffeqsolve(FLAT, new Tsit5(), 0, 2, y0, stiffness, options)
                                .y1()))
                .apply(START);
        assertEquals(0, Gap.absolute(other, one), 1e-14);
    }

    @Test
    void aScalarIsAState() {
        ODETerm<Tensor, Tensor> decay =
                new ODETerm<>((t, y, rate) -> y.times(rate).negate());
        Solution<Tensor> solution =
                diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.scalar(2), Tensor.scalar(0.5), ADAPTIVE);
        assertEquals(Shape.scalar(), solution.y1().shape());
        assertEquals(Shape.of(3), solution.ys().shape());
        assertEquals(2 * Math.exp(-0.5), solution.y1().item(), 1e-6);
    }

    /** With constant steps the rows of a batch do not see each other. */
    @Test
    void aBatchIsItsRowsSideBySide() {
        Mlp field = Mlp.random(RandomKey.of(3), Activation.TANH, 3, 16, 3);
        ODETerm<Tensor, Mlp> term = new ODETerm<>((t, y, mlp) -> mlp.apply(y));
        Tensor y0 = RandomKey.of(4).normal(5, 3);
        Tensor together = diffeqsolve(term, new Tsit5(), 0, 1, 0.1, y0, field).y1();
        assertEquals(Shape.of(5, 3), together.shape());
        for (int row = 0; row < 5; row++) {
            Tensor alone = diffeqsolve(term, new Tsit5(), 0, 1, 0.1, y0.get(row), field)
                    .y1();
            assertEquals(
                    0,
                    Gap.absolute(alone, together.get(row)),
                    1e-14); // products of another shape, summed in another order
        }
    }

    @Test
    void statesOfNoNumbersAndOfManyDimensionsWork() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        Tensor cube = RandomKey.of(5).normal(2, 3, 4);
        Tensor solved = diffeqsolve(decay, new Tsit5(), 0, 1, 0.05, cube, null).y1();
        assertEquals(0, Gap.relative(cube.times(Math.exp(-1)), solved), 1e-9); // Tsit5 with h = 0.05
        Solution<Tensor> empty = diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.zeros(0), null, ADAPTIVE);
        assertEquals(Shape.of(3, 0), empty.ys().shape());
    }

    /** A decays, b grows; the slopes come in the other order, as from a {@code Map.of} they may. */
    @Test
    void statesThatAreMapsAreMatchedByTheirKeys() {
        Map<String, Tensor> y0 = new LinkedHashMap<>();
        y0.put("a", Tensor.of(1.0));
        y0.put("b", Tensor.of(1.0));
        ODETerm<Map<String, Tensor>, Tensor> term = new ODETerm<>((t, y, k) -> {
            Map<String, Tensor> slopes = new LinkedHashMap<>();
            slopes.put("b", y.get("b").times(k));
            slopes.put("a", y.get("a").times(k).negate());
            return slopes;
        });
        Event<Map<String, Tensor>, Tensor> swap = Event.<Map<String, Tensor>, Tensor>when((t, y, k) -> t.minus(0.5))
                .reset((t, y, k) -> {
                    Map<String, Tensor> swapped = new LinkedHashMap<>();
                    swapped.put("b", y.get("a"));
                    swapped.put("a", y.get("b"));
                    return swapped;
                });
        SolveOptions options = SolveOptions.standard().dt0(0.1).events(swap);
        Map<String, Tensor> end = diffeqsolve(term, new Tsit5(), 0, 0.75, y0, Tensor.scalar(1), options)
                .y1();
        assertEquals(List.of("a", "b"), new ArrayList<>(end.keySet()));
        assertEquals(Math.exp(0.25), end.get("a").item(), 1e-6); // Tsit5 at h = 0.1
        assertEquals(Math.exp(-0.25), end.get("b").item(), 1e-6);
    }

    /** Not by itself: {@link MisuseTest#aSlopeThatWouldHaveToBeRepeatedIsRefused}. */
    @Test
    void aSlopeIsStretchedToItsStateByHand() {
        ODETerm<Tensor, Tensor> falling =
                new ODETerm<>((t, v, args) -> Tensor.scalar(-9.81).broadcastTo(v.shape()));
        Tensor v1 = diffeqsolve(falling, new Tsit5(), 0, 2, 0.5, Tensor.of(0, 1, 2), null)
                .y1();
        assertArrayEquals(new double[] {-19.62, -18.62, -17.62}, v1.toArray(), 1e-13);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void float32StaysFloat32AndAgreesToItsPrecision(Adjoint adjoint) {
        SolveOptions options =
                SolveOptions.standard().dt0(0.05).adjoint(adjoint).saveAt(SaveAt.ts(0.3, 0.77, 2));
        Mlp field = Mlp.random(RandomKey.of(1), Activation.TANH, 3, 8, 3);
        Mlp single = Tree.map(tensor -> tensor.cast(DType.FLOAT32), field);
        ODETerm<Tensor, Mlp> term = new ODETerm<>((t, y, mlp) -> mlp.apply(y).plus(t.sin()));
        Tensor y0 = Tensor.of(0.5, -1, 0.8);
        record At(Tensor y0, Mlp field) {}
        var wide = Autodiff.valueAndGrad(
                at -> diffeqsolve(term, new Tsit5(), 0.1, 2, at.y0(), at.field(), options)
                        .ys()
                        .square()
                        .sum(),
                new At(y0, field));
        var narrow = Autodiff.valueAndGrad(
                at -> diffeqsolve(term, new Tsit5(), 0.1, 2, at.y0(), at.field(), options)
                        .ys()
                        .square()
                        .sum(),
                new At(y0.cast(DType.FLOAT32), single));
        assertEquals(DType.FLOAT32, narrow.value().dtype());
        assertEquals(DType.FLOAT32, narrow.gradient().y0().dtype());
        // 40 steps and some hundred operations of 6e-8 each; Reversible scales rounding by 1/c a step on top
        assertEquals(0, Gap.relative(wide.value(), narrow.value().cast(DType.FLOAT64)), 1e-5);
        assertEquals(
                0, Gap.relative(wide.gradient().y0(), narrow.gradient().y0().cast(DType.FLOAT64)), 5e-5);
        Tensor weight = wide.gradient().field().layers().get(0).weight();
        assertEquals(
                0,
                Gap.relative(
                        weight,
                        narrow.gradient().field().layers().get(0).weight().cast(DType.FLOAT64)),
                5e-5);
    }

    /** Adaptive float32 with a tolerance at the edge of its precision still ends. */
    @Test
    void float32AdaptsItsSteps() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(t.cos()));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-5, 1e-6));
        Tensor y1 = diffeqsolve(decay, new Tsit5(), 0, 6, Tensor.float32(1), null, options)
                .y1();
        assertEquals(DType.FLOAT32, y1.dtype());
        assertEquals(Math.exp(Math.sin(6)), y1.item(), 1e-4);
    }

    /** Steps that are tiny against t still count where the state is float32: time is float64 whatever the state is. */
    @Test
    void timeIsFloat64WhateverTheStateIs() {
        ODETerm<Tensor, Tensor> drift = new ODETerm<>((t, y, args) -> y.onesLike());
        SolveOptions options = SolveOptions.standard().dt0(1e-4);
        Tensor y1 = diffeqsolve(drift, new Tsit5(), 1000, 1000.01, Tensor.float32(0), null, options)
                .y1();
        assertEquals(0.01, y1.item(), 1e-8);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void nothingPassedInIsWrittenTo(Adjoint adjoint) {
        INDArray array = Nd4j.createFromArray(new double[] {0.5, -1, 0.8});
        double[] times = {0.3, 1.9, 2.2};
        Tensor y0 = Tensor.of(array);
        Inputs in = new Inputs(y0, Sample.AT.args(), Sample.AT.closedOver());
        Inputs before = new Inputs(copy(in.y0()), copy(in.args()), copy(in.closedOver()));
        SolveOptions options = SolveOptions.standard()
                .dt0(0.05)
                .adjoint(adjoint)
                .saveAt(SaveAt.t0().andTs(times).andT1());
        Solution<Tensor> solution = Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options);
        Tensor cotangent = Tensor.ones(5, 3);
        var recording = Autodiff.vjp(
                (Inputs at) -> Sample.solve(at, new Tsit5(), Sample.T0, Sample.T1, options)
                        .ys(),
                in);
        recording.pullBack(cotangent);
        Tensor ys = copy(solution.ys());
        recording.pullBack(cotangent);
        assertEquals(0, in.distance(before), 0);
        assertArrayEquals(new double[] {0.5, -1, 0.8}, array.toDoubleVector());
        assertArrayEquals(new double[] {0.3, 1.9, 2.2}, times);
        assertArrayEquals(Tensor.ones(5, 3).toArray(), cotangent.toArray());
        assertEquals(0, Gap.absolute(ys, solution.ys()), 0, "what one solve returned, later ones leave alone");

        times[0] = 99;
        solution.ts()[0] = 99;
        solution.stepTimes()[0] = 99;
        assertEquals(Sample.T0, solution.ts()[0]);
        assertEquals(Sample.T0, solution.stepTimes()[0]);
        assertEquals(0.3, options.saveAt().times()[0], 0);
    }

    private static Tensor copy(Tensor tensor) {
        return Tensor.of(tensor.type(), tensor.toArray());
    }
}
