package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/**
 * dy = dW gives y0 + W, forward and back, whatever ends the steps: no noise is lost at jumps, where a step starts two floats after the last one
 * ended, and none is heard twice.
 */
class EveryStepHearsThePathTest {
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(RandomKey.of(9), -1, 1, 1e-5, 3).with(LevyArea.SPACE_TIME);
    private static final Tensor START = Tensor.of(1, 2, -1, 0.5);

    /** The path, and beside it what errors of steps are found by. */
    private static final Term<Tensor, Void> NOISE = Diffusion.product(
            (t, y, v, args) -> {
                Tensor z = y.get(3);
                Tensor noise = v.get(0).times(z.times(3).cos()).plus(v.get(1).times(z));
                return Tensor.concatenate(0, v, noise.reshape(1));
            },
            PATH);

    /** Some 100 steps, of numbers about 2: 100 roundings of 4e-16. */
    private static final double ROUNDING = 1e-13;

    record Case(String name, SolveOptions forward, SolveOptions back) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case jumping(String name, double... jumps) {
        SolveOptions constant = SolveOptions.standard().controller(new ConstantStepSize().jumpTs(jumps));
        return new Case("constant, " + name, constant.dt0(0.04), constant.dt0(-0.04));
    }

    private static Case adapting(String name, ClipStepSizeController controller) {
        SolveOptions options = SolveOptions.standard().controller(controller);
        return new Case("PID, " + name, options, options);
    }

    private static ClipStepSizeController pid() {
        return new ClipStepSizeController(new PIDController(0, 0.02).withDtmin(0.01));
    }

    private static Case given(String name, double... jumps) {
        double[] up = {-1, -0.7, -0.3, 0.1, 0.5, 1};
        double[] down = {1, 0.5, 0.1, -0.3, -0.7, -1};
        return new Case(
                "StepTo, " + name,
                SolveOptions.standard().controller(new StepTo(up).jumpTs(jumps)),
                SolveOptions.standard().controller(new StepTo(down).jumpTs(jumps)));
    }

    static List<Case> cases() {
        double next = Math.nextUp(0.25);
        SolveOptions steps = SolveOptions.standard();
        Event<Tensor, Void> noted =
                Event.<Tensor, Void>when((t, y, args) -> y.get(0).minus(1.1)).continuing();
        return List.of(
                new Case("constant", steps.dt0(0.04), steps.dt0(-0.04)),
                new Case("constant, not whole", steps.dt0(0.0301), steps.dt0(-0.0301)),
                jumping("a jump", 0.25),
                jumping("a jump on the grid", 0.2),
                jumping("a jump given twice", 0.25, 0.25),
                jumping("two jumps at once", 0.25, next),
                jumping("jumps at 0", 0, -0.0),
                jumping("jumps at both ends", -1, 1),
                given("no jump"),
                given("jumps", -0.5, 0.1, 0.25),
                given("jumps at the ends and at once", -1, 0.25, next, 1),
                adapting("", pid()),
                adapting("times", pid().stepTs(0.3, 0.3, -0.2)),
                adapting("a jump", pid().jumpTs(0.25)),
                adapting("two jumps at once", pid().jumpTs(0.25, next)),
                adapting("a jump at a time", pid().jumpTs(0.25).stepTs(0.25)),
                adapting("jumps at both ends", pid().jumpTs(-1, 1)),
                adapting("skipping", pid().allowSkipping().jumpTs(0.25)),
                new Case(
                        "saved times",
                        steps.dt0(0.04).saveAt(SaveAt.ts(-0.333, 0.25).andT1().stepAtTs()),
                        steps.dt0(-0.04).saveAt(SaveAt.ts(0.25, -0.333).andT1().stepAtTs())),
                new Case(
                        "events",
                        steps.dt0(0.04).events(noted),
                        steps.dt0(-0.04).events(noted)),
                new Case(
                        "PID, events",
                        steps.controller(pid()).events(noted),
                        steps.controller(pid()).events(noted)));
    }

    private static Stream<Solver> solvers(Case steps) {
        Stream<Solver> both = Stream.of(
                new Heun(), new SPaRK(), new ReversibleHeun(), new HalfSolver(new Heun()), new HalfSolver(new SPaRK()));
        return steps.name.startsWith("PID") ? both : Stream.concat(both, Stream.of(new EulerHeun(), new ItoMilstein()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSolutionOfPureNoiseIsThePath(Case steps) {
        double[] path = PATH.at(-1, 1).get(1).toArray();
        solvers(steps).forEach(solver -> {
            var forth = diffeqsolve(NOISE, solver, -1, 1, START, null, steps.forward);
            var back = diffeqsolve(NOISE, solver, 1, -1, START, null, steps.back);
            for (int i = 0; i < 3; i++) {
                assertEquals(START.get(i).item() + path[i], last(forth, i), ROUNDING, solver + " forth");
                assertEquals(START.get(i).item() - path[i], last(back, i), ROUNDING, solver + " back");
            }
            double[] seen = PATH.at(forth.stepTimes()).get(-1).toArray();
            assertEquals(path[0], seen[0], ROUNDING);
            assertTrue(forth.outcome().rejected() > 0 || !steps.name.startsWith("PID"), forth.explain());
        });
    }

    private static double last(Solution<Tensor> solution, int component) {
        return solution.y(-1).get(component).item();
    }
}
