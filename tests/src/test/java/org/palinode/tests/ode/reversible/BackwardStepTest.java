package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.ReversibleSolver.Start;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Problem;
import org.palinode.tests.ode.support.Problems;
import org.palinode.tests.ode.support.Solvers;

/** Steps of reversible solvers there and back, by themselves: no loop, no record, no adjoint. */
class BackwardStepTest {
    private static final double H = 0.05;
    private static final int STEPS = 40;
    private static final double ULP = Math.ulp(1.0);

    private static final Problem ROTATION = Problems.unevenRotation();

    /** In two parts, each of which a semi-implicit step can undo: x' depends on y, and y' on x. */
    private static final Field FIELD = Field.split(part(1, 0), part(0, 1));

    private static Field part(double first, double second) {
        Tensor kept = Tensor.of(first, second);
        return (t, y) -> ROTATION.field().apply(t, y, ROTATION.args()).times(kept);
    }

    static Stream<Solver> bases() {
        return Stream.of(
                        Solvers.all(),
                        Solvers.withoutTableau(),
                        Solvers.implicit(),
                        Solvers.imex(),
                        List.of(new Rodas5P()))
                .<Solver>flatMap(List::stream)
                .filter(solver -> !(solver instanceof ReversibleSolver));
    }

    /** Where {@code solver} is after STEPS steps and as many back. */
    private static Start thereAndBack(ReversibleSolver solver, double h) {
        Tensor size = Tensor.scalar(h);
        List<Tensor> state = new ArrayList<>(List.of(ROTATION.y0()));
        state.addAll(solver.init(FIELD, Tensor.scalar(0), ROTATION.y0()));
        Compiled forth = Compiled.of(state, (t, before, s) -> {
            Step step = solver.step(FIELD, t, size, s.get(0), s.subList(1, s.size()));
            return joined(step.y(), step.carry());
        });
        Compiled back = Compiled.of(state, (t, before, s) -> {
            Start start = solver.backwardStep(FIELD, t, size, before, s.get(0), s.subList(1, s.size()));
            return joined(start.y(), start.carry());
        });
        for (int i = 0; i < STEPS; i++) {
            state = forth.apply(i * h, 0, state);
        }
        for (int i = STEPS - 1; i >= 0; i--) {
            state = back.apply(i * h, i == 0 ? 0 : h, state);
        }
        return new Start(state.get(0), state.subList(1, state.size()));
    }

    /** A step or a step back: t, the size of the step before, solution and state to solution and state. */
    private interface Move {
        List<Tensor> from(Tensor t, Tensor before, List<Tensor> state);
    }

    /** A move that is traced once and taken often. */
    private record Compiled(Call call, List<Tensor> captured) {
        static Compiled of(List<Tensor> state, Move move) {
            List<TensorType> types = new ArrayList<>(List.of(TensorType.float64(), TensorType.float64()));
            types.addAll(Tensor.types(state));
            Program.Traced traced =
                    Program.trace(types, in -> move.from(in.get(0), in.get(1), in.subList(2, types.size())));
            return new Compiled(new Call(traced.program()), traced.captured());
        }

        List<Tensor> apply(double t, double before, List<Tensor> state) {
            List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(t), Tensor.scalar(before)));
            in.addAll(state);
            in.addAll(captured);
            return call.apply(in);
        }
    }

    private static List<Tensor> joined(Tensor y, List<Tensor> state) {
        List<Tensor> all = new ArrayList<>(List.of(y));
        all.addAll(state);
        return all;
    }

    /** Some ulp a step, which grow by 1/c = 1.001 a step: by a twenty-fifth. Implicit equations are solved twice to 1e-13 a step. */
    @ParameterizedTest
    @MethodSource("bases")
    void aWrappedStepTakenBackIsWhereItStarted(Solver base) {
        boolean solves = Solvers.implicit().contains(base) || Solvers.imex().contains(base);
        for (double h : new double[] {H, -H}) {
            Start start = thereAndBack(new Reversible(base), h);
            double bound = solves ? STEPS * 1e-13 : 4 * STEPS * ULP;
            assertEquals(0, Gap.absolute(ROTATION.y0(), start.y()), bound);
            assertEquals(0, Gap.absolute(ROTATION.y0(), start.carry().get(0)), bound, "the copy");
        }
    }

    /** With c = 0.9 the same ulp grow by 0.9^−40 = 68. */
    @Test
    void roundingGrowsByTheCouplingAStep() {
        for (Solver base : Solvers.all()) {
            double gap = Gap.absolute(
                    ROTATION.y0(), thereAndBack(new Reversible(base, 0.9), H).y());
            assertEquals(0, gap, 4 * STEPS * ULP * Math.pow(0.9, -STEPS), base.toString());
        }
    }

    /** Without a coupling rounding does not grow but for what the field does. */
    @Test
    void soIsAStepOfANativelyReversibleSolver() {
        for (ReversibleSolver solver : List.of(new ReversibleHeun(), new LeapfrogMidpoint(), new SemiImplicitEuler())) {
            for (double h : new double[] {H, -H}) {
                Start start = thereAndBack(solver, h);
                List<Tensor> state = solver.init(FIELD, Tensor.scalar(0), ROTATION.y0());
                assertEquals(0, Gap.absolute(ROTATION.y0(), start.y()), 4 * STEPS * ULP, solver.toString());
                for (int i = 0; i < state.size(); i++) {
                    assertEquals(0, Gap.absolute(state.get(i), start.carry().get(i)), 8 * STEPS * ULP, "state " + i);
                }
            }
        }
    }

    /** The other way round: a step back, and forward again. */
    @Test
    void aStepAfterAStepBackIsWhereThatStarted() {
        List<ReversibleSolver> solvers =
                new ArrayList<>(List.of(new ReversibleHeun(), new LeapfrogMidpoint(), new SemiImplicitEuler()));
        bases().limit(10).forEach(base -> solvers.add(new Reversible(base, 0.9)));
        Tensor t = Tensor.scalar(0.3);
        Tensor h = Tensor.scalar(H);
        Tensor y = ROTATION.y0();
        for (ReversibleSolver solver : solvers) {
            List<Tensor> state = solver.init(FIELD, t.plus(h), y);
            boolean midpoint = solver instanceof LeapfrogMidpoint;
            List<Tensor> end = midpoint ? List.of(y.times(0.99), y.onesLike().times(h)) : state;
            Start start = solver.backwardStep(FIELD, t, h, h, y, end);
            Step step = solver.step(FIELD, t, h, start.y(), start.carry());
            assertEquals(0, Gap.absolute(y, step.y()), 8 * ULP, solver.toString());
            for (int i = 0; i < end.size(); i++) {
                assertEquals(0, Gap.absolute(end.get(i), step.carry().get(i)), 16 * ULP, solver + ", state " + i);
            }
        }
    }

    /** A step of EES(2, m) is undone but for h^(m+1). */
    @ParameterizedTest
    @CsvSource({"25, 6", "27, 8"})
    void anEffectivelySymmetricStepIsUndoneToAHighPower(int name, int order) {
        ReversibleSolver solver = name == 25 ? new EES25() : new EES27();
        double coarse = oneThereAndBack(solver, 0.2);
        double fine = oneThereAndBack(solver, 0.1);
        assertEquals(order, Math.log(coarse / fine) / Math.log(2), 0.3, "missed by " + coarse + " and " + fine);
    }

    private static double oneThereAndBack(ReversibleSolver solver, double h) {
        Tensor t = Tensor.scalar(0.3);
        Tensor size = Tensor.scalar(h);
        Step step = solver.step(FIELD, t, size, ROTATION.y0(), List.of());
        Start start = solver.backwardStep(FIELD, t, size, Tensor.scalar(0), step.y(), List.of());
        return Gap.absolute(ROTATION.y0(), start.y());
    }
}
