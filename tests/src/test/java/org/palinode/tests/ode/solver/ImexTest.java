package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.StiffProblem;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.AdditiveRungeKutta;
import org.palinode.ode.solver.AdditiveTableau;
import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.ImplicitTableau;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;

/** Methods for fields in two parts, of which only one is solved with. */
class ImexTest {
    /** A van der Pol oscillator driven by time: rotation and drive explicit, damping implicit, each with a part of the arguments. */
    private static MultiTerm<Tensor, Tensor> oscillator() {
        return MultiTerm.of(
                (t, y, p) -> Tensor.stack(y.get(1), t.times(p.get(0)).cos().minus(y.get(0))),
                (t, y, p) -> Tensor.stack(
                        y.get(0).times(-0.1),
                        y.get(0).square().negate().plus(1).times(y.get(1)).times(p.get(1))));
    }

    /** The published fractions of KenCarp5 meet its conditions to 2e-12. */
    private static final double ROUNDED = 1e-11;

    private static final Tensor P = Tensor.of(1.3, 0.8);
    private static final Tensor Y0 = Tensor.of(1.5, -0.4);

    private static Tensor solve(Solver solver, Tensor y0, Tensor p, SolveOptions options) {
        return diffeqsolve(oscillator(), solver, 0, 2, y0, p, options).ys();
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#imex")
    void convergesAtItsStatedOrder(AdditiveRungeKutta solver) {
        SolveOptions fine = SolveOptions.standard()
                .controller(new PIDController(1e-13, 1e-13))
                .maxSteps(100_000);
        Tensor exact = solve(new Dopri8(), Y0, P, fine);
        double coarse =
                Gap.relative(exact, solve(solver, Y0, P, SolveOptions.standard().dt0(2.0 / 64)));
        double halved =
                Gap.relative(exact, solve(solver, Y0, P, SolveOptions.standard().dt0(2.0 / 128)));
        assertEquals(solver.order(), Math.log(coarse / halved) / Math.log(2), 0.2, "errors " + coarse + ", " + halved);
    }

    /** Each tableau by itself meets the conditions of the order; that both together do is what the observed order shows. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#imex")
    void bothTableausMeetTheConditionsOfTheOrder(AdditiveRungeKutta solver) {
        ButcherTableau explicit = solver.tableau().explicit();
        ImplicitTableau implicit = solver.tableau().implicit();
        for (RootedTree tree : RootedTree.upTo((int) solver.order())) {
            assertEquals(1 / tree.density(), dot(explicit.b(), tree.weights(explicit)), ROUNDED, tree.toString());
            assertEquals(1 / tree.density(), dot(implicit.b(), tree.weights(implicit)), ROUNDED, tree.toString());
        }
        for (RootedTree tree : RootedTree.upTo((int) solver.order() - 1)) {
            assertEquals(0, dot(implicit.error(), tree.weights(implicit)), ROUNDED, tree.toString());
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#imex")
    void denseOutputMeetsTheSolutionAtBothEnds(AdditiveRungeKutta solver) {
        var solution = diffeqsolve(
                oscillator(),
                solver,
                0,
                0.1,
                Y0,
                P,
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.t1().andDense()));
        assertEquals(0, Gap.relative(Y0, solution.evaluate(0)), 1e-15);
        assertEquals(0, Gap.relative(solution.y1(), solution.evaluate(0.1)), 1e-13);
        Tensor half = diffeqsolve(
                        oscillator(),
                        new Tsit5(),
                        0,
                        0.05,
                        Y0,
                        P,
                        SolveOptions.standard().dt0(0.01))
                .y1();
        assertEquals(0, Gap.relative(half, solution.evaluate(0.05)), 1e-4); // order 2 and more, h = 0.1
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#imex")
    void everyExactAdjointGivesTheGradientOfTheSteps(AdditiveRungeKutta solver) {
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard()
                    .dt0(0.1)
                    .adjoint(adjoint)
                    .saveAt(SaveAt.ts(0.33, 1.2).andT1());
            Function<List<Tensor>, Tensor> loss = in -> Sample.weighted(solve(solver, in.get(0), in.get(1), options));
            List<Tensor> gradient = Autodiff.grad(loss).apply(List.of(Y0, P));
            List<Tensor> direction = List.of(Tensor.of(0.3, -0.7), Tensor.of(1.1, 0.6));
            double tangent =
                    Autodiff.jvp(loss, List.of(Y0, P), direction).tangent().item();
            double cotangent = gradient.get(0).dot(direction.get(0)).item()
                    + gradient.get(1).dot(direction.get(1)).item();
            // 1e-12 of rounding; the reversible one accepts a reconstruction off by 1e-10
            assertEquals(tangent, cotangent, adjoint instanceof ReversibleAdjoint ? 1e-9 : 1e-12, adjoint.toString());
        }
    }

    /** The adjoint of the stiff part is stiff, and in the implicit part too. Steps of 0.01 at order 2 to 5; or 1e-9. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#imex")
    void backsolveIntegratesTheAdjointInPartsToo(AdditiveRungeKutta solver) {
        for (SolveOptions options : List.of(
                SolveOptions.standard().dt0(0.01),
                SolveOptions.standard()
                        .controller(new PIDController(1e-9, 1e-9))
                        .maxSteps(100_000))) {
            SolveOptions saving = options.saveAt(SaveAt.ts(0.33, 1.2).andT1());
            Function<Adjoint, List<Tensor>> gradient = adjoint -> Autodiff.grad((List<Tensor> in) ->
                            Sample.weighted(solve(solver, in.get(0), in.get(1), saving.adjoint(adjoint))))
                    .apply(List.of(Y0, P));
            List<Tensor> exact = gradient.apply(new DirectAdjoint());
            List<Tensor> continuous = gradient.apply(new BacksolveAdjoint());
            for (int i = 0; i < exact.size(); i++) {
                assertEquals(0, Gap.relative(exact.get(i), continuous.get(i)), solver.order() == 2 ? 1e-3 : 1e-5);
            }
        }
    }

    /** S-E2 and VDPOL with the slope of the first component explicit, which is not stiff. */
    @Test
    void stiffPartsAreSolvedWith() {
        StiffProblem problem = StiffProblem.named("VDPOL");
        Field whole = problem.field();
        MultiTerm<Tensor, Void> term = MultiTerm.of(
                (t, y, none) -> Tensor.stack(y.get(1), y.get(1).zerosLike()),
                (t, y, none) ->
                        Tensor.stack(y.get(0).zerosLike(), whole.apply(t, y).get(1)));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-6))
                .maxSteps(100_000);
        for (Solver solver : List.of(new KenCarp3(), new KenCarp4(), new KenCarp5())) {
            Tensor y1 = diffeqsolve(term, solver, 0, problem.t1(), Tensor.of(problem.y0()), (Void) null, options)
                    .y1();
            assertTrue(problem.digits(y1) > 4, solver + " has digits " + problem.digits(y1));
        }
    }

    @Test
    void anyOtherSolverTakesTheSum() {
        MultiTerm<Tensor, Tensor> parts = oscillator();
        ODETerm<Tensor, Tensor> whole = new ODETerm<>((t, y, p) -> fieldOf(parts.explicit())
                .apply(t, y, p)
                .plus(fieldOf(parts.implicit()).apply(t, y, p)));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        var sum = diffeqsolve(parts, new Tsit5(), 0, 2, Y0, P, options);
        var one = diffeqsolve(whole, new Tsit5(), 0, 2, Y0, P, options);
        assertEquals(0, Gap.relative(one.y1(), sum.y1()), 1e-13);
        assertEquals(one.statistics().evaluations(), sum.statistics().evaluations());
    }

    private static VectorField<Tensor, Tensor> fieldOf(Term<Tensor, Tensor> part) {
        return part.drift().get(0);
    }

    @Test
    void aPartMayItselfBeASum() {
        VectorField<Tensor, Tensor> rotation =
                (t, y, p) -> Tensor.stack(y.get(1), y.get(0).negate());
        VectorField<Tensor, Tensor> drive =
                (t, y, p) -> Tensor.stack(t.zerosLike(), t.times(p.get(0)).cos());
        Term<Tensor, Tensor> damping = oscillator().implicit();
        MultiTerm<Tensor, Tensor> composed = new MultiTerm<>(MultiTerm.of(rotation, drive), damping);
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        for (Solver solver : List.of(new KenCarp4(), new Tsit5())) {
            Function<Term<Tensor, Tensor>, List<Tensor>> both = term -> {
                var loss = Autodiff.valueAndGrad(
                        (Tensor p) -> diffeqsolve(term, solver, 0, 2, Y0, p, options)
                                .y1()
                                .sum(),
                        P);
                return List.of(loss.value(), loss.gradient());
            };
            List<Tensor> whole = both.apply(oscillator());
            List<Tensor> sum = both.apply(composed);
            for (int i = 0; i < whole.size(); i++) { // the same steps; additions of the slope in another order
                assertEquals(0, Gap.relative(whole.get(i), sum.get(i)), 1e-12);
            }
        }
        assertEquals(List.of(rotation, drive, fieldOf(damping)), composed.drift());
    }

    private static Tensor attraction(Tensor q) {
        Tensor square = q.square().sum();
        return q.negate().dividedBy(square.times(square.sqrt()));
    }

    /** Kepler's equations, explicit, with a drag on the momenta that is solved for; held against the same on one vector. */
    @Test
    void aPartMayBeASeparableTerm() {
        SeparableTerm<Tensor, Tensor, Tensor> orbit =
                new SeparableTerm<>((t, q, drag) -> attraction(q), (t, p, drag) -> p);
        ODETerm<Pair<Tensor, Tensor>, Tensor> friction = new ODETerm<>((t, y, drag) ->
                new Pair<>(y.first().times(drag).negate(), y.second().zerosLike()));
        MultiTerm<Tensor, Tensor> flat = MultiTerm.of(
                (t, y, drag) -> {
                    Tensor q = y.slice(0, 2, 4);
                    return Tensor.concatenate(0, attraction(q), y.slice(0, 0, 2));
                },
                (t, y, drag) -> Tensor.concatenate(
                        0,
                        y.slice(0, 0, 2).times(drag).negate(),
                        y.slice(0, 2, 4).zerosLike()));
        Tensor p0 = Tensor.of(0, 1.1);
        Tensor q0 = Tensor.of(1, 0);
        Tensor drag = Tensor.scalar(20);
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        var pair = diffeqsolve(
                        new MultiTerm<>(orbit, friction), new KenCarp5(), 0, 1, new Pair<>(p0, q0), drag, options)
                .y1();
        var vector = diffeqsolve(flat, new KenCarp5(), 0, 1, Tensor.concatenate(0, p0, q0), drag, options)
                .y1();
        assertEquals(0, Gap.relative(vector, Tensor.concatenate(0, pair.first(), pair.second())), 1e-13);
    }

    @Test
    void evaluationsOfBothPartsAreCounted() {
        RootFinder two = RootFinder.veryChord().tolerances(1, 1).maxIterations(2); // so coarse that two iterations do
        var statistics = diffeqsolve(
                        oscillator(),
                        new KenCarp4(two),
                        0,
                        1,
                        Y0,
                        P,
                        SolveOptions.standard().dt0(0.1))
                .statistics();
        // a step: 6 explicit, 1 implicit for the first stage, 5 solves of 2
        assertEquals(10 * (6 + 1 + 5 * 2L), statistics.evaluations());
        assertEquals(10, statistics.jacobians());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        var piece = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(decay, new KenCarp5(), 0, 1, 0.1, Tensor.of(1.0), null));
        assertEquals(
                "KenCarp5 needs a term in two parts, MultiTerm(explicit, implicit) or SeparableTerm, got ODETerm; split the field, or use an implicit"
                        + " solver such as Kvaerno5",
                piece.getMessage());
        var alone = assertThrows(
                IllegalArgumentException.class,
                () -> new Sil3(RootFinder.newton().tolerances(1, 1))
                        .step((t, y) -> y, Tensor.scalar(0), Tensor.scalar(1), Tensor.of(1.0)));
        assertTrue(alone.getMessage().startsWith("an IMEX method needs a field in two parts"), alone.getMessage());
        assertEquals(
                "a MultiTerm needs an implicit part, such as new ODETerm<>((t, y, args) -> ...)",
                assertThrows(NullPointerException.class, () -> new MultiTerm<>(decay, null))
                        .getMessage());
        Term<Tensor, Tensor> nothing = List::of;
        var empty = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(nothing, new Tsit5(), 0, 1, 0.1, Tensor.of(1.0), null));
        assertTrue(
                empty.getMessage().startsWith("the drift of a term is at least one vector field, got none"),
                empty.getMessage());
        ButcherTableau euler = new ButcherTableau(new double[] {0}, new double[][] {{}}, new double[] {1}, null);
        var stages = assertThrows(
                IllegalArgumentException.class,
                () -> new AdditiveTableau(euler, new KenCarp3().tableau().implicit()));
        assertEquals("two tableaus of one step need as many stages, got 1 and 4", stages.getMessage());
        var times = assertThrows(
                IllegalArgumentException.class,
                () -> new AdditiveTableau(
                        new Sil3().tableau().explicit(),
                        new KenCarp3().tableau().implicit()));
        assertTrue(times.getMessage().startsWith("two tableaus of one step need the same times"), times.getMessage());
    }
}
