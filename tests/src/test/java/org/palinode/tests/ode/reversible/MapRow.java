package org.palinode.tests.ode.reversible;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/**
 * A solve whose reversible map is held against the plain solver, and its gradient against Direct.
 *
 * @param tolerance how far y may be from the plain solver's, relative to the largest |y| of each component
 */
record MapRow(
        String name,
        VectorField<Tensor, Tensor> field,
        Solver solver,
        SolveOptions options,
        double t1,
        Tensor y0,
        Tensor parameters,
        double tolerance) {
    private static final int ROWS = 20;

    record At(Tensor y0, Tensor parameters) {}

    /**
     * What came out.
     *
     * @param end how far y(t1) is from the plain solver's, relative to the largest |y| of each component
     * @param onTheWay the same at times on the way, inside steps too
     * @param gradient the largest error of a gradient against Direct on the same map, relative to the largest number of the gradient
     * @param plainGradient the same against Direct on the plain solver
     * @param plainError how far the plain solver's y is from its own with half the step size, at the same times
     */
    record Measured(
            double end,
            double onTheWay,
            double gradient,
            double plainGradient,
            double plainError,
            Statistics plain,
            Statistics reversible,
            GradientReport report) {}

    MapRow solver(Solver other) {
        String title = name + ", " + other.getClass().getSimpleName();
        return new MapRow(title, field, other, options, t1, y0, parameters, tolerance);
    }

    MapRow options(SolveOptions other) {
        return new MapRow(name, field, solver, other, t1, y0, parameters, tolerance);
    }

    @Override
    public String toString() {
        return name;
    }

    Solution<Tensor> solve(At at, Adjoint adjoint, SaveAt saveAt) {
        return diffeqsolve(
                new ODETerm<>(field),
                solver,
                0,
                t1,
                at.y0(),
                at.parameters(),
                options.adjoint(adjoint).saveAt(saveAt));
    }

    /** With half the step size; empty where steps are adapted. */
    private Optional<MapRow> halved() {
        return options.controller() instanceof ConstantStepSize
                ? Optional.of(options(options.dt0(options.dt0().getAsDouble() / 2)))
                : Optional.empty();
    }

    At at() {
        return new At(y0, parameters);
    }

    Measured measured() {
        return measured(new ReversibleAdjoint());
    }

    Measured measured(ReversibleAdjoint adjoint) {
        SaveAt times = SaveAt.ts(Tensor.linspace(0, t1, ROWS + 1).toArray());
        Solution<Tensor> plain = solve(at(), new RecursiveCheckpointAdjoint(), times);
        Solution<Tensor> reversible = solve(at(), adjoint, times);
        Tensor largest = plain.ys().abs().max(0);
        AtomicReference<GradientReport> report = new AtomicReference<>();
        MapRow told = options(options.onGradient(report::set));
        Recording<At, Tensor> recording =
                Autodiff.vjp(at -> told.solve(at, adjoint, SaveAt.t1()).y1(), at());
        Tensor bar = weights(y0.size()).cast(y0.dtype());
        At gradient = recording.pullBack(bar);
        GradientReport took = report.get();
        At direct = recording.pullBack(bar, Recorded.under(new DirectAdjoint()));
        At ofPlain = Autodiff.vjp(
                        (At at) -> solve(at, new DirectAdjoint(), SaveAt.t1()).y1(), at())
                .pullBack(bar);
        return new Measured(
                distance(plain.ys().index(0, ROWS), reversible.ys().index(0, ROWS), largest),
                distance(plain.ys(), reversible.ys(), largest),
                error(direct, gradient),
                error(ofPlain, gradient),
                halved().map(half -> distance(
                                half.solve(at(), new RecursiveCheckpointAdjoint(), times)
                                        .ys(),
                                plain.ys(),
                                largest))
                        .orElse(0.0),
                plain.statistics(),
                reversible.statistics(),
                took);
    }

    /** Relative to the largest number of both gradients: one may be 0. */
    private static double error(At expected, At actual) {
        double size = Math.max(
                largest(expected.y0().abs()), largest(expected.parameters().abs()));
        double off = Math.max(
                Gap.absolute(expected.y0(), actual.y0()), Gap.absolute(expected.parameters(), actual.parameters()));
        return off == 0 ? 0 : off / Math.max(size, 1); // gradients that die out are compared with that of y for itself
    }

    private static double largest(Tensor x) {
        return x.max().item();
    }

    private static double distance(Tensor expected, Tensor actual, Tensor largest) {
        double most = 0;
        Tensor off = actual.minus(expected).abs();
        double[] each = off.toArray();
        double[] sizes = largest.toArray();
        for (int i = 0; i < each.length; i++) {
            double relative = each[i] == 0 ? 0 : each[i] / sizes[i % sizes.length];
            most = Double.isNaN(relative) ? Double.POSITIVE_INFINITY : Math.max(most, relative);
        }
        return most;
    }

    /** 1, −1/2, 1/3, ...: no component counts like another. */
    private static Tensor weights(int n) {
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] = (i % 2 == 0 ? 1.0 : -1.0) / (i + 1);
        }
        return Tensor.of(weights);
    }
}
