package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/**
 * What must stay, or change in a known way, when a problem is put differently: other orders of components, other batches, sums of solutions and
 * of cotangents. (Mirrored and rescaled time: {@code TimeTest}.)
 */
class MetamorphicTest {
    /** The same sums in another order, some hundred steps. */
    private static final double ROUNDING = 1e-12;

    private static final Tensor WEIGHTS =
            Tensor.of(new double[][] {{0.3, -0.8, 0.5}, {0.9, 0.1, -0.4}, {-0.6, 0.7, 0.2}});

    /** Row by row: y' = tanh(y W) − y cos t. */
    private static Tensor nonlinear(Tensor t, Tensor y, Tensor w) {
        return y.matmul(w).tanh().minus(y.times(t.cos()));
    }

    private static Tensor end(VectorField<Tensor, Tensor> field, Solver solver, SolveOptions options, Tensor y0) {
        return diffeqsolve(new ODETerm<>(field), solver, 0, 2, y0, WEIGHTS, options)
                .y1();
    }

    private static SolveOptions fixed() {
        return SolveOptions.standard().dt0(0.05);
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#forWholeFields")
    void theOrderOfTheComponentsDoesNotMatter(Solver solver) {
        Tensor y0 = Tensor.of(new double[][] {{0.4, -0.7, 1.1}});
        Tensor turn = Tensor.of(new double[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
        Tensor straight = end(MetamorphicTest::nonlinear, solver, fixed(), y0);
        Tensor turned = end(
                (t, y, w) -> nonlinear(t, y.matmul(turn.transpose()), w).matmul(turn),
                solver,
                fixed(),
                y0.matmul(turn));
        assertEquals(0, Gap.relative(straight.matmul(turn), turned), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#forWholeFields")
    void anInstanceDoesNotDependOnItsBatch(Solver solver) {
        Tensor y0 = Tensor.of(new double[][] {{0.4, -0.7, 1.1}, {-1.2, 0.3, 0.6}, {2, 1, -0.5}, {0, 0.1, 0.2}});
        Tensor together = end(MetamorphicTest::nonlinear, solver, fixed(), y0);
        for (int i = 0; i < 4; i++) {
            Tensor alone = end(MetamorphicTest::nonlinear, solver, fixed(), y0.slice(0, i, i + 1));
            assertEquals(0, Gap.relative(alone, together.slice(0, i, i + 1)), ROUNDING);
        }
    }

    /** With steps given a solver is a linear map where the field is. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#forWholeFields")
    void solutionsOfALinearFieldMayBeAdded(Solver solver) {
        VectorField<Tensor, Tensor> linear =
                (t, y, w) -> y.matmul(w).times(t.sin().plus(1));
        Tensor a = Tensor.of(new double[][] {{0.4, -0.7, 1.1}});
        Tensor b = Tensor.of(new double[][] {{-1.2, 0.3, 0.6}});
        Tensor sum = end(linear, solver, fixed(), a.times(2).minus(b.times(3)));
        Tensor parts = end(linear, solver, fixed(), a)
                .times(2)
                .minus(end(linear, solver, fixed(), b).times(3));
        assertEquals(0, Gap.relative(parts, sum), ROUNDING);
    }

    /** A gradient is linear in the cotangent it starts from, under an adjoint that chooses no steps of its own. */
    @Test
    void gradientsMayBeAdded() {
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new PIDController(1e-6, 1e-8))
                    .saveAt(SaveAt.ts(0.7, 1.9))
                    .adjoint(adjoint);
            assertAdds(options);
        }
        assertAdds(fixed().adjoint(new BacksolveAdjoint()));
    }

    private static void assertAdds(SolveOptions options) {
        var recording = Autodiff.vjp(
                (Inputs in) -> Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options)
                        .ys(),
                Sample.AT);
        Tensor a = recording.value().sin();
        Tensor b = recording.value().square().plus(1);
        Inputs sum = recording.pullBack(a.times(2).minus(b.times(3)));
        Inputs first = recording.pullBack(a);
        Inputs second = recording.pullBack(b);
        List<Tensor> parts = new ArrayList<>();
        parts.add(first.y0().times(2).minus(second.y0().times(3)));
        parts.add(first.args().times(2).minus(second.args().times(3)));
        parts.add(first.closedOver().times(2).minus(second.closedOver().times(3)));
        assertEquals(0, sum.distance(new Inputs(parts.get(0), parts.get(1), parts.get(2))), ROUNDING);
    }
}
