package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Compilations;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** What docs/guide/recompiling.md says of what is found again and what is compiled anew. Each test has numbers of its own in its field. */
class CompilationsTest {
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.25);

    private static Compilations during(Runnable call) {
        Compilations before = Compilations.soFar();
        call.run();
        return Compilations.soFar().since(before);
    }

    /** A lambda of its own in each call. */
    private static Term<Tensor, Tensor> decay(double number) {
        return new ODETerm<>((t, y, k) -> y.times(k).times(number).cos());
    }

    private static Tensor end(double number, Tensor y0, double t1, SolveOptions options) {
        return diffeqsolve(decay(number), new Tsit5(), 0, t1, y0, Tensor.scalar(-1), options)
                .y1();
    }

    private static void assertCompiles(Runnable call) {
        assertTrue(during(call).plans() > 0);
        assertFinds(call);
    }

    private static void assertFinds(Runnable call) {
        assertEquals(new Compilations(0, 0), during(call));
    }

    @Test
    void theSameFieldIsFoundWhateverItsNumbersAndTimesAre() {
        Tensor y0 = Tensor.of(1, 2);
        assertCompiles(() -> end(0.8125, y0, 1, STEPS));
        assertFinds(() -> end(0.8125, y0.times(3), 1, STEPS));
        assertFinds(() -> end(0.8125, y0, 2, STEPS.dt0(0.125).maxSteps(100)));
    }

    @Test
    void anotherShapeTypeNumberOrToleranceIsCompiled() {
        Tensor y0 = Tensor.of(1, 2);
        assertCompiles(() -> end(0.6875, y0, 1, STEPS));
        assertCompiles(() -> end(0.6875, Tensor.of(1, 2, 3), 1, STEPS));
        assertCompiles(() -> end(0.6875, y0.cast(DType.FLOAT32), 1, STEPS));
        assertCompiles(() -> end(0.6876, y0, 1, STEPS));
        assertCompiles(() -> end(0.6875, y0, 1, STEPS.controller(new PIDController(1e-6, 1e-6))));
        assertCompiles(() -> end(0.6875, y0, 1, STEPS.controller(new PIDController(1e-7, 1e-6))));
        assertFinds(() ->
                end(0.6875, y0, 1, STEPS.controller(new PIDController(1e-7, 1e-6).withCoefficients(0.4, 0.3, 0))));
    }

    @Test
    void rowsInsideOfStepsCompileOnce() {
        Tensor y0 = Tensor.of(1, 2);
        end(0.5625, y0, 1, STEPS);
        assertCompiles(() -> end(0.5625, y0, 1, STEPS.saveAt(SaveAt.ts(0.1, 0.9))));
        assertFinds(() -> end(0.5625, y0, 1, STEPS.saveAt(SaveAt.ts(0.2, 0.3, 0.8))));
    }

    @Test
    void aGradientIsCompiledForWhatItIsTakenFor() {
        Tensor y0 = Tensor.of(1, 2);
        Function<Tensor, Tensor> ofStart = y -> end(0.4375, y, 1, STEPS).sum();
        Function<Tensor, Tensor> ofArgument = k ->
                diffeqsolve(decay(0.4375), new Tsit5(), 0, 1, y0, k, STEPS).y1().sum();
        assertCompiles(() -> grad(ofStart).apply(y0));
        assertFinds(() -> grad(ofStart).apply(y0.plus(1)));
        assertCompiles(() -> grad(ofArgument).apply(Tensor.scalar(-1)));
        assertFinds(() -> grad(ofArgument).apply(Tensor.scalar(-2)));
    }

    @Test
    void plansOfEqualFormShareTheirClasses() {
        Function<Tensor, Tensor> function = compile(x -> x.times(0.3125).cos().plus(x.sin()));
        assertTrue(during(() -> function.apply(Tensor.ones(1000))).classes() > 0);
        Compilations longer = during(() -> function.apply(Tensor.ones(1001)));
        assertEquals(new Compilations(1, 0), longer);
    }
}
