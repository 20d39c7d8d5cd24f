package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Gap;

/** Where time enters the field, each stage looks at its own time: as if time were a component of the state, whose slope is 1. */
class TimeAsAComponentTest {
    private static final double T0 = 0.3;
    private static final double T1 = 1.1;
    private static final Tensor Y0 = Tensor.of(0.7, -0.4);
    private static final Tensor MATRIX = Tensor.of(new double[][] {{-0.5, 2}, {-2, -0.1}});

    private static Tensor damped(Tensor t, Tensor y) {
        return MATRIX.matmul(y).times(t.sin().plus(1.5)).minus(y.square().times(y));
    }

    private static Tensor driven(Tensor t, Tensor y) {
        return t.times(3).cos().times(y.cos());
    }

    private static Term<Tensor, Void> inTime(Solver solver) {
        return solver.splitsField()
                ? MultiTerm.of((t, y, none) -> driven(t, y), (t, y, none) -> damped(t, y))
                : new ODETerm<>((t, y, none) -> driven(t, y).plus(damped(t, y)));
    }

    private static Term<Tensor, Void> withAComponent(Solver solver) {
        VectorField<Tensor, Void> driven = (none, y, nothing) -> extended(driven(y.get(2), y.slice(0, 0, 2)), 1);
        VectorField<Tensor, Void> damped = (none, y, nothing) -> extended(damped(y.get(2), y.slice(0, 0, 2)), 0);
        return solver.splitsField()
                ? MultiTerm.of(driven, damped)
                : new ODETerm<>((t, y, none) -> driven.apply(t, y, none).plus(damped.apply(t, y, none)));
    }

    private static Tensor extended(Tensor slope, double last) {
        return Tensor.concatenate(0, slope, Tensor.of(last));
    }

    /** Eight steps, their ends and what lies inside them; published fractions meet their conditions to 2e-12. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#forAnyField")
    void stagesLookAtTheirOwnTimes(Solver solver) {
        check(solver);
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#all")
    void soDoThoseOfTheReversibleWrapper(Solver base) {
        check(new Reversible(base));
    }

    private static void check(Solver solver) {
        SolveOptions options =
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.steps().andDense());
        Solution<Tensor> expected =
                diffeqsolve(withAComponent(solver), solver, T0, T1, extended(Y0, T0), (Void) null, options);
        Solution<Tensor> actual = diffeqsolve(inTime(solver), solver, T0, T1, Y0, (Void) null, options);
        assertEquals(8, actual.ts().length);
        for (int i = 0; i < 8; i++) {
            assertEquals(0, Gap.relative(expected.y(i).slice(0, 0, 2), actual.y(i)), 1e-11, "step " + i);
        }
        for (double t : new double[] {0.33, 0.55, 0.77, 1.07}) {
            Tensor inside = expected.evaluate(t).slice(0, 0, 2);
            assertEquals(0, Gap.relative(inside, actual.evaluate(t)), 1e-11, "at " + t);
        }
    }
}
