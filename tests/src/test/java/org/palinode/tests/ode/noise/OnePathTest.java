package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.Increments;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.GeneralShARK;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Whatever the steps, a solve hears one Brownian path, all of it and once. */
class OnePathTest {
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(RandomKey.of(7), 0, 2, 5e-5, 3).with(LevyArea.SPACE_TIME_TIME);
    private static final double[] STEPS = {0, 0.1, 0.15, 0.5, 0.7001, 1.3, 1.9999, 2};

    static List<Solver> solvers() {
        return List.of(
                new Euler(),
                new Heun(),
                new Tsit5(),
                new Dopri5(),
                new EES25(),
                new ReversibleHeun(),
                new EulerHeun(),
                new ItoMilstein(),
                new SEA(),
                new ShARK(),
                new SRA1(),
                new GeneralShARK(),
                new SPaRK(),
                new SlowRK(),
                new Reversible(new Heun()),
                new HalfSolver(new Heun()),
                new HalfSolver(new SPaRK()),
                new Reversible(new HalfSolver(new Heun())),
                new Kvaerno3(RootFinder.veryChord().tolerances(1e-12, 1e-12)),
                new Rodas5P());
    }

    private static Increments over(double from, double to) {
        var increments = new Increments(LevyArea.SPACE_TIME_TIME, 3);
        PATH.reader().read(from, to, increments);
        return increments;
    }

    /** dy = dW: also a slope that is carried to the next step would be heard at once. */
    @ParameterizedTest
    @MethodSource("solvers")
    void theSolutionOfPureNoiseIsThePath(Solver solver) {
        Term<Tensor, Void> noise = Diffusion.additive((t, args) -> Tensor.eye(3), PATH);
        Tensor y0 = Tensor.of(1, 2, 3);
        Increments whole = over(0, 2);
        for (SolveOptions options : Stream.of(
                        SolveOptions.standard().dt0(0.01),
                        SolveOptions.standard().controller(new StepTo(STEPS)))
                .toList()) {
            Tensor y1 = diffeqsolve(noise, solver, 0, 2, y0, null, options).y1();
            Tensor back = diffeqsolve(
                            noise,
                            solver,
                            2,
                            0,
                            y0,
                            null,
                            options.dt0().isPresent()
                                    ? options.dt0(-0.01)
                                    : SolveOptions.standard()
                                            .controller(new StepTo(2, 1.9999, 1.3, 0.7001, 0.5, 0.15, 0.1, 0)))
                    .y1();
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        y0.get(i).item() + whole.w(i), y1.get(i).item(), 1e-12, solver.toString()); // 200 roundings
                assertEquals(y0.get(i).item() - whole.w(i), back.get(i).item(), 1e-12, solver + " back");
            }
        }
    }

    /** Steps that end at jumps begin two floats later; the noise between is not lost. */
    @Test
    void adaptiveStepsAndJumpsHearTheWholePath() {
        Term<Tensor, Void> noise = new ODETerm<Tensor, Void>(
                        (t, y, args) -> y.times(t.greater(1).cast(y.dtype())).negate())
                .plus(Diffusion.diagonal((t, y, args) -> y.zerosLike().plus(1), PATH));
        Tensor y0 = Tensor.of(1, 2, 3);
        var pid = new PIDController(1e-3, 1e-3).withDtmin(1e-3);
        var options = SolveOptions.standard()
                .controller(new ClipStepSizeController(pid).jumpTs(0.5, 0.75))
                .dt0(0.01);
        Tensor y1 = diffeqsolve(noise, new Heun(), 0, 1, y0, null, options).y1();
        Increments whole = over(0, 1);
        for (int i = 0; i < 3; i++) {
            assertEquals(y0.get(i).item() + whole.w(i), y1.get(i).item(), 1e-12);
        }
    }

    /** dx = v dt, dv = dW: x is the integral of the path, which needs its area H; exact for any steps. */
    @Test
    void theIntegralOfThePathIsExactWithItsArea() {
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, args) -> Tensor.stack(y.get(1), Tensor.scalar(0)))
                .plus(Diffusion.additive((t, args) -> Tensor.of(new double[][] {{0, 0, 0}, {1, 0, 0}}), PATH));
        Increments whole = over(0, 2);
        double integral = 2 * (whole.w(0) / 2 + whole.h(0));
        for (Solver solver :
                List.of(new ShARK(), new SRA1(), new SlowRK(), new GeneralShARK(), new SPaRK(), new SEA())) {
            Tensor y1 = diffeqsolve(
                            term,
                            solver,
                            0,
                            2,
                            Tensor.of(0, 0),
                            null,
                            SolveOptions.standard().controller(new StepTo(STEPS)))
                    .y1();
            assertEquals(integral, y1.get(0).item(), 1e-13, solver.toString()); // some ten roundings
            assertTrue(Math.abs(integral) > 0.1);
        }
    }
}
