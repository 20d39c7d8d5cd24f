package org.palinode.tests.ode.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.function.Function;
import java.util.stream.Stream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** Solves cut in two, of which the second goes on from the state of the first. */
final class Continued {
    static final SaveAt STATE = SaveAt.t1().andState();

    /** dt0 is no binary fraction, so that the ends of steps are rounded. */
    static final SolveOptions CONSTANT = SolveOptions.standard().dt0(0.01).saveAt(STATE);

    private Continued() {}

    /** Each way of solving: every solver, and the wrapper round some, which sets its copy back where it is coupled loosely. */
    static Stream<Solver> solvers() {
        return Stream.concat(
                Solvers.each().stream(),
                Stream.of(
                        new Reversible(new Tsit5()),
                        new Reversible(new RungeKutta4(), 0.9),
                        new Reversible(Solvers.implicit().get(1))));
    }

    static Solution<Tensor> solve(Solver solver, double t0, double t1, Tensor y0, SolveOptions options) {
        return Sample.solve(new Inputs(y0, Sample.AT.args(), Sample.AT.closedOver()), solver, t0, t1, options);
    }

    static void assertBits(Tensor expected, Tensor actual) {
        assertArrayEquals(expected.toArray(), actual.toArray());
    }

    /** The loss of the whole solve: Σ over the value at the cut and at the end. */
    static Function<Inputs, Tensor> whole(Solver solver, double cut, SolveOptions options) {
        return in -> Sample.weighted(Sample.solve(
                        in,
                        solver,
                        Sample.T0,
                        Sample.T1,
                        options.saveAt(SaveAt.ts(cut).andT1()))
                .ys());
    }

    static Function<Inputs, Tensor> cutInTwo(Solver solver, double cut, SolveOptions options) {
        return in -> {
            Solution<Tensor> first = Sample.solve(in, solver, Sample.T0, cut, options.saveAt(STATE));
            Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
            Solution<Tensor> second = Sample.solve(
                    there, solver, cut, Sample.T1, options.saveAt(SaveAt.t1()).from(first.state()));
            return Sample.weighted(Tensor.stack(first.y1(), second.y1()));
        };
    }
}
