package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Calculus;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StrongOrders;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** An equation with noise or a control, how it is solved, and what its gradients must be. */
record NoisyAdjointCase(Solver solver, NoisyEquation equation, Stepping stepping, Saving saving, Source source) {
    private static final int STEPS = 20;

    /** Some hundred products in another order. */
    private static final double SAME_NUMBERS = 1e-12;

    private static final Set<String> SCHEMES = Set.of(
            "ExplicitRungeKutta",
            "EffectivelySymmetric",
            "AdditiveNoiseRungeKutta",
            "StochasticRungeKutta",
            "DiagonallyImplicitRungeKutta");

    enum Stepping {
        CONSTANT,
        STEP_TO,
        ADAPTIVE;

        SolveOptions options(int steps) {
            double[] times = new double[steps + 1];
            for (int i = 0; i <= steps; i++) {
                times[i] = i * (steps + i) / (2.0 * steps * steps);
            }
            return switch (this) {
                case CONSTANT -> SolveOptions.standard().dt0(1.0 / steps);
                case STEP_TO -> SolveOptions.standard().controller(new StepTo(times));
                case ADAPTIVE ->
                    SolveOptions.standard()
                            .dt0(1.0 / steps)
                            .controller(new PIDController(1e-2, 1e-2).withDtmin(1.0 / 128));
            };
        }
    }

    enum Saving {
        T1,
        TS,
        STEPS;

        SaveAt saveAt() {
            return switch (this) {
                case T1 -> SaveAt.t1();
                case TS -> SaveAt.t0().andTs(0.31, 0.4, 0.77).andT1();
                case STEPS -> SaveAt.steps();
            };
        }
    }

    /** Where the noise comes from. */
    enum Source {
        TREE,
        INDEPENDENT;

        BrownianPath<Tensor> path(int index, int... dims) {
            RandomKey key = RandomKey.of(11).fold(index);
            return this == TREE
                    ? VirtualBrownianTree.of(key, 0, 1, 1.0 / 512, dims).with(LevyArea.SPACE_TIME_TIME)
                    : IndependentIncrements.of(key, dims).with(LevyArea.SPACE_TIME_TIME);
        }
    }

    /** Whether this is to be had; what is not is refused, as other tests show. */
    boolean isAdmitted() {
        boolean isLangevin = equation == NoisyEquation.LANGEVIN;
        if (solver.splitsField() || solver.solvesLangevin() && !isLangevin) {
            return false;
        }
        boolean adapts = stepping == Stepping.ADAPTIVE;
        if (equation.kind().isEmpty()) {
            return source == Source.TREE && !solver.partsNoise() && (!adapts || solver.estimatesError());
        }
        NoiseKind kind = equation.kind().get();
        boolean serves =
                solver.strongOrders().filter(orders -> orders.of(kind) > 0).isPresent();
        boolean plainIto = isIto() && kind != NoiseKind.ADDITIVE && !solver.partsNoise();
        return serves && (!adapts || source == Source.TREE && solver.estimatesError() && !plainIto);
    }

    private boolean isIto() {
        return solver.strongOrders().map(StrongOrders::calculus).orElse(null) == Calculus.ITO;
    }

    /** Whether its steps can be reversed. */
    boolean isReversible() {
        boolean isOther = isIto()
                && equation.kind().filter(kind -> kind != NoiseKind.ADDITIVE).isPresent();
        return !isOther && (solver.isSingleStep() || solver instanceof ReversibleSolver);
    }

    private Tensor ys(Map<String, Tensor> at, SolveOptions options) {
        Solution<?> solution = equation.solution(at, source::path, new NoisyEquation.Solve() {
            @Override
            public <Y> Solution<Y> of(Term<Y, Tensor> term, Y y0, Tensor args) {
                return diffeqsolve(term, solver, 0, 1, y0, args, options.saveAt(saving.saveAt()));
            }
        });
        return Tensor.concatenate(
                0,
                Tree.flatten(solution.ys()).leaves().stream()
                        .map(Tensor::flatten)
                        .toArray(Tensor[]::new));
    }

    private Tensor loss(Map<String, Tensor> at, SolveOptions options) {
        return Sample.weighted(ys(at, options));
    }

    private Recording<Map<String, Tensor>, Tensor> recorded(Adjoint adjoint, List<GradientReport> reports) {
        SolveOptions options = stepping.options(STEPS).adjoint(adjoint).onGradient(reports::add);
        return Autodiff.vjp((Map<String, Tensor> at) -> loss(at, options), equation.at());
    }

    /** On the solver's own steps: Direct, checkpoints and tangents give one derivative. */
    void checkPlain() {
        Recording<Map<String, Tensor>, Tensor> recording = recorded(new DirectAdjoint(), new ArrayList<>());
        Map<String, Tensor> direct = recording.pullBack(Tensor.scalar(1));
        direct.forEach((name, bar) -> assertTrue(Gap.absolute(bar.zerosLike(), bar) > 1e-3, this + ": " + name));
        assertNear(direct, underCheckpoints(recording), SAME_NUMBERS);
        Map<String, Tensor> way = way();
        double tangent = Autodiff.jvp((Map<String, Tensor> at) -> loss(at, stepping.options(STEPS)), equation.at(), way)
                .tangent()
                .item();
        double sum = 0;
        double size = 0;
        for (Map.Entry<String, Tensor> entry : way.entrySet()) {
            Tensor products = direct.get(entry.getKey()).times(entry.getValue());
            sum += products.sum().item();
            size += products.abs().sum().item();
        }
        assertEquals(sum, tangent, SAME_NUMBERS * size, toString());
        if (stepping != Stepping.ADAPTIVE) { // whose steps change with what is moved
            assertEquals(sum, differences(way), 1e-7 * size, toString()); // central differences
        }
    }

    /** The change of the loss along a way on the same path. */
    private double differences(Map<String, Tensor> way) {
        double h = 1e-5;
        SolveOptions options = stepping.options(STEPS);
        return loss(moved(way, h), options).minus(loss(moved(way, -h), options)).item() / (2 * h);
    }

    private Map<String, Tensor> moved(Map<String, Tensor> way, double h) {
        Map<String, Tensor> moved = new HashMap<>();
        equation.at()
                .forEach((name, tensor) ->
                        moved.put(name, tensor.plus(way.get(name).times(h))));
        return moved;
    }

    /** A direction that is another in each number. */
    private Map<String, Tensor> way() {
        Map<String, Tensor> way = new HashMap<>();
        equation.at()
                .forEach((name, tensor) -> way.put(
                        name,
                        Tensor.arange(tensor.size())
                                .times(2.4)
                                .plus(name.length())
                                .cos()
                                .reshape(tensor.shape())));
        return way;
    }

    private static Map<String, Tensor> underCheckpoints(Recording<Map<String, Tensor>, Tensor> recording) {
        return recording.pullBack(Tensor.scalar(1), Recorded.under(new RecursiveCheckpointAdjoint(3)));
    }

    /** The pairs of choices that this is an example of; solvers of one code are one solver here, but that each is an example once. */
    Set<String> pairs() {
        List<String> choices =
                List.of(code(), equation.toString(), stepping.toString(), saving.toString(), source.toString());
        Set<String> pairs = new HashSet<>(Set.of(solver.toString()));
        for (int i = 0; i < choices.size(); i++) {
            for (int j = i + 1; j < choices.size(); j++) {
                pairs.add(choices.get(i) + ", " + choices.get(j));
            }
        }
        return pairs;
    }

    /** The name of the scheme of which a solver is a tableau; of others their own. */
    private String code() {
        Class<?> scheme = solver.getClass().getInterfaces()[0];
        return SCHEMES.contains(scheme.getSimpleName())
                ? scheme.getSimpleName()
                : solver.getClass().getSimpleName();
    }

    /** On the reversible map, which is the solver's up to its own error: all give one derivative. */
    void checkReversible() {
        List<GradientReport> reports = new ArrayList<>();
        Recording<Map<String, Tensor>, Tensor> recording = recorded(new ReversibleAdjoint(), reports);
        Map<String, Tensor> reversed = recording.pullBack(Tensor.scalar(1));
        Map<String, Tensor> direct = recording.pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint()));
        assertNear(direct, reversed, accepted(reports.get(0)));
        assertEquals(0, reports.get(0).segmentsRedone(), toString());
        assertNear(direct, underCheckpoints(recording), SAME_NUMBERS);
        if (stepping == Stepping.CONSTANT && saving != Saving.STEPS && source == Source.TREE) {
            checkMap();
        }
    }

    /** What is accepted of a reconstruction; an effectively symmetric step comes back up to a power of h. */
    private double accepted(GradientReport report) {
        return solver instanceof ReversibleSolver ? 1e-10 + 20 * report.worstMismatch() : 1e-10;
    }

    private void assertNear(Map<String, Tensor> expected, Map<String, Tensor> found, double limit) {
        expected.forEach((name, bar) -> assertEquals(0, Gap.relative(bar, found.get(name)), limit, this + ": " + name));
    }

    /** The solution of the reversible map, on constant steps of one path, is off by some of what half the step changes. */
    private void checkMap() {
        SolveOptions constant = stepping.options(STEPS);
        Tensor plain = ys(equation.at(), constant);
        Tensor reversible = ys(equation.at(), constant.adjoint(new ReversibleAdjoint()));
        double own = Gap.absolute(plain, ys(equation.at(), stepping.options(2 * STEPS)));
        assertTrue(own > 1e-12, this + ": " + own);
        assertEquals(0, Gap.absolute(plain, reversible), 4 * own, toString()); // as SRA1, whose errors it triples
    }
}
