package org.palinode.tests.ode.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.tests.ode.resume.Continued.solve;
import static org.palinode.tests.ode.resume.Continued.solvers;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.ImplicitSolver;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Seed;

/** Solves drawn at random and cut into pieces, which are the whole. */
class ContinuedPiecesTest {
    /** Any solver, steps, direction, adjoint and cuts: values to the bit, gradients to rounding. A failure names its seed. */
    @ParameterizedTest
    @ValueSource(ints = 20)
    void randomPiecesAreTheWhole(int count) {
        pieces(count, Seed.fixed());
    }

    private static void pieces(int count, long seed) {
        Random random = new Random(seed);
        System.out.println("ContinuedPiecesTest: seed " + seed);
        List<Solver> solvers = solvers()
                .filter(solver -> !(solver instanceof EES25 || solver instanceof EES27))
                .toList();
        for (int i = 0; i < count; i++) {
            Solver solver = solvers.get(random.nextInt(solvers.size()));
            double t1 = random.nextBoolean() ? Sample.T1 : -1.7;
            SolveOptions options = randomOptions(random, solver, Math.signum(t1));
            double[] ends =
                    solve(solver, Sample.T0, t1, Sample.AT.y0(), options).stepTimes();
            int[] steps = {1 + random.nextInt(ends.length / 2), 1 + random.nextInt(ends.length / 3)};
            SaveAt cuts = SaveAt.ts(ends[steps[0]], ends[steps[0] + steps[1]]).andT1();
            Function<Inputs, Tensor> whole =
                    in -> Sample.weighted(Sample.solve(in, solver, Sample.T0, t1, options.saveAt(cuts))
                            .ys());
            Function<Inputs, Tensor> pieces = in -> Sample.weighted(inPieces(in, solver, t1, options, steps));
            String what = "seed " + seed + ", combination " + i + ": " + solver + ", " + options;
            assertEquals(whole.apply(Sample.AT).item(), pieces.apply(Sample.AT).item(), what);
            Inputs reference = Autodiff.grad(whole).apply(Sample.AT);
            double gap = Autodiff.grad(pieces).apply(Sample.AT).distance(reference);
            assertEquals(0, gap, tolerance(solver, options.adjoint()), what);
        }
    }

    @Test
    @Tag("long")
    void soAreTwoHundred() {
        pieces(200, Seed.fresh());
    }

    private static SolveOptions randomOptions(Random random, Solver solver, double direction) {
        List<Adjoint> adjoints = List.of(
                new DirectAdjoint(),
                new DirectAdjoint(0),
                new RecursiveCheckpointAdjoint(1 + random.nextInt(5)),
                new ReversibleAdjoint());
        double dt0 = direction * (0.01 + 0.05 * random.nextDouble());
        SolveOptions options = SolveOptions.standard().dt0(dt0).adjoint(adjoints.get(random.nextInt(4)));
        boolean adaptive = solver.estimatesError() && random.nextBoolean();
        return adaptive ? options.controller(new PIDController(1e-4, 1e-6).withCoefficients(0.2, 0.3, 0.1)) : options;
    }

    /** [pieces, n]: where each ends, all but the last taken by a stepper. */
    private static Tensor inPieces(Inputs in, Solver solver, double t1, SolveOptions options, int[] steps) {
        List<Tensor> ends = new ArrayList<>();
        Tensor y = in.y0();
        ResumePoint state = ResumePoint.beginning(Sample.T0);
        for (int count : steps) {
            Stepper<Tensor> stepper = Stepper.resume(Sample.term(in, solver), solver, state, t1, y, in.args(), options)
                    .step(count);
            y = stepper.y();
            state = stepper.state();
            ends.add(y);
        }
        Inputs there = new Inputs(y, in.args(), in.closedOver());
        ends.add(Sample.solve(there, solver, state.t(), t1, options.from(state)).y1());
        return Tensor.stack(0, ends);
    }

    /** Rounding; each piece that is taken back is accepted to 1e-10, and with equations solved to 1e-12 no better than 1e-8. */
    private static double tolerance(Solver solver, Adjoint adjoint) {
        boolean inner = solver instanceof ImplicitSolver
                || solver instanceof Reversible wrapper && wrapper.base() instanceof ImplicitSolver;
        return adjoint instanceof ReversibleAdjoint ? (inner ? 1e-8 : 1e-9) : 1e-11;
    }
}
