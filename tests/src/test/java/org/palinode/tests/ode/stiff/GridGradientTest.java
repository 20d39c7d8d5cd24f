package org.palinode.tests.ode.stiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;

/** Gradients through implicit steps with 50 to 1,000 unknowns, against differences of solves by the same steps. */
@Tag("thorough")
class GridGradientTest {
    private static final double STEP = 0.02;
    private static final int STEPS = 2;

    /** What is differentiated. */
    private record At(Tensor y0, Tensor p) {
        At plus(At direction, double h) {
            return new At(y0.plus(direction.y0.times(h)), p.plus(direction.p.times(h)));
        }

        double dot(At other) {
            return y0.dot(other.y0).plus(p.dot(other.p)).item();
        }

        At cast(DType dtype) {
            return new At(y0.cast(dtype), p.cast(dtype));
        }
    }

    private static List<Solver> solvers() {
        return Stream.of(
                        new ImplicitEuler(),
                        new Kvaerno3(),
                        new Kvaerno4(),
                        new Kvaerno5(),
                        new Rodas5P(),
                        new KenCarp3(),
                        new KenCarp4(),
                        new KenCarp5(),
                        new Sil3())
                .map(Solver::toRounding)
                .toList();
    }

    static Stream<Arguments> solversAndStructures() {
        return GridProblem.all().stream()
                .flatMap(problem -> solvers().stream()
                        .map(solver -> Arguments.of(
                                solver.getClass().getSimpleName(),
                                problem,
                                solver.withStructure(problem.structure()))));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("solversAndStructures")
    void gradientsAreThoseOfDifferences(String name, GridProblem problem, Solver solver) {
        check(problem, solver, 50);
        check(problem, solver, 200);
    }

    static Stream<Arguments> solversAndNarrowStructures() {
        return solversAndStructures().filter(each -> each.get()[1] != GridProblem.DENSE);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("solversAndNarrowStructures")
    @Tag("slow")
    void soAreThoseOfAThousandUnknowns(String name, GridProblem problem, Solver solver) {
        check(problem, solver, 1000);
    }

    static Stream<Arguments> denseSolvers() {
        return solvers().stream().map(solver -> Arguments.of(solver.getClass().getSimpleName(), solver));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denseSolvers")
    @Tag("long")
    void soAreThoseOfAThousandUnknownsOfWhichNothingIsKnown(String name, Solver solver) {
        check(GridProblem.DENSE, solver, 1000);
    }

    private static void check(GridProblem problem, Solver solver, int n) {
        Function<At, Tensor> loss = in -> loss(problem, solver, in);
        At at = new At(GridProblem.start(n), GridProblem.P);
        At gradient = Autodiff.grad(loss).apply(at);
        At direction = new At(
                GridProblem.direction(n, RandomKey.of(n)),
                RandomKey.of(n + 1).normal(4).times(GridProblem.P));
        double expected = difference(loss, at, direction);
        assertTrue(Math.abs(expected) > 1e-3, n + " unknowns: a derivative to speak of, not " + expected);
        assertEquals(expected, gradient.dot(direction), 1e-8 * (1 + Math.abs(expected)), n + " unknowns");
    }

    private static Tensor loss(GridProblem problem, Solver solver, At in) {
        return Sample.weighted(end(problem, solver, in, STEP));
    }

    private static Tensor end(GridProblem problem, Solver solver, At in, double h) {
        SolveOptions options = SolveOptions.standard().dt0(h);
        return diffeqsolve(problem.term(solver), solver, 0, STEPS * h, in.y0(), in.p(), options)
                .y1();
    }

    /** Central, of order 4: an error of h⁴ = 2e-15, and rounding of 1e-13 (of what 1,000 stiff unknowns add up to) over h. */
    private static double difference(Function<At, Tensor> loss, At at, At direction) {
        double h = 2e-4;
        double near = loss.apply(at.plus(direction, h)).item()
                - loss.apply(at.plus(direction, -h)).item();
        double far = loss.apply(at.plus(direction, 2 * h)).item()
                - loss.apply(at.plus(direction, -2 * h)).item();
        return (8 * near - far) / (12 * h);
    }

    static Stream<Arguments> inFloat32() {
        RootFinder coarse = RootFinder.newton().tolerances(1e-5, 1e-5);
        return GridProblem.all().stream()
                .flatMap(problem -> Stream.of(
                                new Kvaerno3(coarse), new Kvaerno5(coarse), new KenCarp4(coarse), new Rodas5P())
                        .map(solver -> Arguments.of(
                                solver.getClass().getSimpleName(),
                                problem,
                                solver.withStructure(problem.structure()))));
    }

    /**
     * With h |J| = 8 and a loss that damping leaves as it is. Rounding grows with the square: an explicit first stage multiplies by h J what the
     * others have rounded (docs/guide/stiff.md). So 64 times 6e-8, and some.
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("inFloat32")
    void inFloat32AThousandNumbersGiveTheGradientOfFloat64(String name, GridProblem problem, Solver solver) {
        int n = problem == GridProblem.DENSE ? 200 : 1000;
        At at = new At(GridProblem.start(n), GridProblem.P);
        At exact = Autodiff.grad((At in) -> smooth(problem, solver, in)).apply(at);
        At gradient = Autodiff.grad((At in) -> smooth(problem, solver, in)).apply(at.cast(DType.FLOAT32));
        assertEquals(DType.FLOAT32, gradient.y0().dtype());
        assertEquals(0, Gap.relative(exact.y0(), gradient.y0().cast(DType.FLOAT64)), 1e-4);
        assertEquals(0, Gap.relative(exact.p(), gradient.p().cast(DType.FLOAT64)), 1e-4);
    }

    private static Tensor smooth(GridProblem problem, Solver solver, At in) {
        Tensor weights = GridProblem.direction(in.y0().size(), RandomKey.of(7));
        return end(problem, solver, in, STEP / 100).cast(DType.FLOAT64).dot(weights);
    }
}
