package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Reversible against Direct on the same map: every solver, way of stepping and saving, for everything a gradient can be taken for. */
class ReversibleMatrixTest {
    /** What is accepted of the reconstruction at stored pairs, as the largest difference of a gradient. */
    private static final double TOLERANCE = 1e-10;
    /** With the equations of implicit steps solved to 1e-13, which the reconstruction cannot be better than. */
    private static final double IMPLICIT = 1e-8;

    /** Everything that the solves are differentiated for. */
    private record At(Tensor y0, Tensor args, Tensor closedOver, Tensor t0, Tensor t1, Tensor ts) {
        /** Times as one: a value inside feels t1 by the steps alone, which is next to nothing. */
        List<Tensor> parts() {
            return List.of(y0, args, closedOver, Tensor.concatenate(0, t0.reshape(1), t1.reshape(1), ts));
        }
    }

    private static final At AT = new At(
            Sample.AT.y0(),
            Sample.AT.args(),
            Sample.AT.closedOver(),
            Tensor.scalar(Sample.T0),
            Tensor.scalar(Sample.T1),
            Tensor.of(0.3, 0.31, 1.1, 2.1));

    /** The same state as a tree. */
    private record Body(List<Tensor> place, Tensor spin) {
        static Body of(Tensor y) {
            return new Body(List.of(y.get(0), y.slice(0, 2, 3)), y.get(1));
        }

        Tensor flat() {
            return Tensor.concatenate(0, place.get(0).reshape(1), spin.reshape(1), place.get(1));
        }
    }

    enum Stepping {
        CONSTANT {
            @Override
            SolveOptions options() {
                return SolveOptions.standard().dt0(0.04);
            }
        },
        STEP_TO {
            @Override
            SolveOptions options() {
                double[] times = Tensor.linspace(0, 1, 40)
                        .square()
                        .times(2)
                        .plus(Sample.T0)
                        .toArray();
                times[39] = Sample.T1;
                return SolveOptions.standard().controller(new StepTo(times));
            }
        },
        PID {
            @Override
            SolveOptions options() {
                return SolveOptions.standard()
                        .controller(new PIDController(1e-8, 1e-8))
                        .maxSteps(200_000);
            }
        };

        abstract SolveOptions options();

        boolean isFor(Solver solver) {
            return this != PID || solver.estimatesError();
        }
    }

    enum Saving {
        T1 {
            @Override
            SaveAt saveAt(Tensor ts) {
                return SaveAt.t1();
            }
        },
        T0_TS_T1 {
            @Override
            SaveAt saveAt(Tensor ts) {
                return SaveAt.t0().andTs(ts).andT1();
            }
        },
        STEPS {
            @Override
            SaveAt saveAt(Tensor ts) {
                return SaveAt.steps();
            }
        },
        DENSE {
            @Override
            SaveAt saveAt(Tensor ts) {
                return SaveAt.dense();
            }
        };

        abstract SaveAt saveAt(Tensor ts);
    }

    static Stream<Solver> oneStep() {
        return Stream.of(Solvers.all(), Solvers.withoutTableau(), Solvers.implicit(), List.of(new Rodas5P()))
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("oneStep")
    void everySolver(Solver solver) {
        assertExact(solver, Stepping.CONSTANT, Saving.T0_TS_T1, false);
    }

    @ParameterizedTest
    @EnumSource
    void everyWayOfSaving(Saving saving) {
        for (Stepping stepping : Stepping.values()) {
            for (Solver solver : List.of(new Tsit5(), new ReversibleHeun())) {
                if (stepping != Stepping.PID || solver instanceof Tsit5) { // order 2 takes thousands of steps to 1e-8
                    assertExact(solver, stepping, saving, saving == Saving.DENSE);
                }
            }
        }
        assertExact(new RungeKutta4(), Stepping.STEP_TO, saving, true);
        assertExact(new LeapfrogMidpoint(), Stepping.CONSTANT, saving, true);
    }

    @ParameterizedTest
    @MethodSource("oneStep")
    @Tag("long")
    void everySolverInEveryWay(Solver solver) {
        for (Stepping stepping : Stepping.values()) {
            for (Saving saving : Saving.values()) {
                for (boolean tree : new boolean[] {false, true}) {
                    if (stepping.isFor(solver)) {
                        assertExact(solver, stepping, saving, tree);
                    }
                }
            }
        }
    }

    private static void assertExact(Solver solver, Stepping stepping, Saving saving, boolean tree) {
        SolveOptions options = stepping.options().adjoint(new ReversibleAdjoint());
        Recording<At, Tensor> recording = Autodiff.vjp(
                at -> {
                    SolveOptions all = options.saveAt(saving.saveAt(at.ts()));
                    return tree ? ofTree(at, solver, all) : ofVector(at, solver, all);
                },
                AT);
        Tensor one = Tensor.scalar(1);
        List<Tensor> gradient = recording.pullBack(one).parts();
        List<Tensor> stored =
                recording.pullBack(one, Recorded.under(new DirectAdjoint())).parts();
        List<Double> gaps = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            gaps.add(Gap.relative(stored.get(i), gradient.get(i)));
        }
        String where = solver + ", " + stepping + ", " + saving + (tree ? ", a tree: " : ": ") + gaps;
        double tolerance = Solvers.implicit().contains(solver) ? IMPLICIT : TOLERANCE;
        gaps.forEach(gap -> assertEquals(0, gap, tolerance, where));
        for (int i = 0; i < stored.size(); i++) {
            assertTrue(Gap.absolute(stored.get(i).zerosLike(), stored.get(i)) > 1e-2, where);
        }
    }

    private static Tensor ofVector(At at, Solver solver, SolveOptions options) {
        Solution<Tensor> solution =
                Sample.solve(new Inputs(at.y0(), at.args(), at.closedOver()), solver, at.t0(), at.t1(), options);
        return options.saveAt().isDense()
                ? inside(List.of(
                        solution.evaluate(0.237),
                        solution.evaluate(1.7),
                        solution.evaluate(at.ts().get(2))))
                : Sample.weighted(solution.ys());
    }

    private static Tensor ofTree(At at, Solver solver, SolveOptions options) {
        Tensor w = at.closedOver();
        ODETerm<Body, Tensor> term = new ODETerm<>((t, body, a) -> {
            Tensor y = body.flat();
            return Body.of(w.matmul(y)
                    .tanh()
                    .minus(y.times(a.get(0)).times(t.times(a.get(1)).cos())));
        });
        Solution<Body> solution = diffeqsolve(term, solver, at.t0(), at.t1(), Body.of(at.y0()), at.args(), options);
        if (options.saveAt().isDense()) {
            return inside(List.of(
                    solution.evaluate(0.237).flat(),
                    solution.evaluate(1.7).flat(),
                    solution.evaluate(at.ts().get(2)).flat()));
        }
        Body rows = solution.ys();
        return inside(Arrays.asList(rows.place().get(0), rows.place().get(1), rows.spin()));
    }

    private static Tensor inside(List<Tensor> values) {
        Tensor sum = Tensor.scalar(0);
        for (Tensor value : values) {
            sum = sum.plus(Sample.weighted(value));
        }
        return sum;
    }
}
