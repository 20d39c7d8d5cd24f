package org.palinode.tests.ode.reversible;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** The gradient under ReversibleAdjoint beside that of Direct on the same map: ways of stepping, of saving, states, and what it is taken for. */
final class ReversibleMatrix {
    private ReversibleMatrix() {}

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

    enum Stepping {
        CONSTANT {
            @Override
            SolveOptions options(int steps) {
                return SolveOptions.standard().dt0((Sample.T1 - Sample.T0) / steps);
            }
        },
        STEP_TO {
            @Override
            SolveOptions options(int steps) {
                double[] times = Tensor.linspace(0, 1, steps + 1)
                        .square()
                        .times(2)
                        .plus(Sample.T0)
                        .toArray();
                times[steps] = Sample.T1;
                return SolveOptions.standard().controller(new StepTo(times));
            }
        },
        PID {
            @Override
            SolveOptions options(int steps) {
                return SolveOptions.standard()
                        .controller(new PIDController(1e-8, 1e-8))
                        .maxSteps(200_000);
            }
        };

        /** @param steps how many, where they are not adapted */
        abstract SolveOptions options(int steps);

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

    /** The form of the state. */
    enum State {
        FLAT {
            @Override
            Tensor loss(At at, Solver solver, SolveOptions options) {
                Tensor w = at.closedOver();
                Term<Tensor, Tensor> term = solver.splitsField()
                        ? MultiTerm.of(Sample.swing(), Sample.network(w))
                        : new ODETerm<>(Sample.field(w));
                return ofSaved(at, term, at.y0(), solver, options);
            }
        },
        TREE {
            @Override
            Tensor loss(At at, Solver solver, SolveOptions options) {
                Tensor w = at.closedOver();
                Term<Body, Tensor> term = solver.splitsField()
                        ? MultiTerm.of(ofTree(Sample.swing()), ofTree(Sample.network(w)))
                        : new ODETerm<>(ofTree(Sample.field(w)));
                return ofSaved(at, term, Body.of(at.y0()), solver, options);
            }

            private VectorField<Body, Tensor> ofTree(VectorField<Tensor, Tensor> field) {
                return (t, body, a) -> Body.of(field.apply(t, body.flat(), a));
            }
        },
        /** Two parts that move each other. */
        PAIR {
            @Override
            Tensor loss(At at, Solver solver, SolveOptions options) {
                Tensor w = at.closedOver();
                var term = new SeparableTerm<Tensor, Tensor, Tensor>(
                        (t, q, a) -> w.slice(1, 2, 3)
                                .slice(0, 0, 2)
                                .matmul(q)
                                .tanh()
                                .minus(a.get(0).times(t.times(a.get(1)).cos())),
                        (t, p, a) -> w.get(2)
                                .slice(0, 0, 2)
                                .times(p.sin())
                                .sum()
                                .reshape(1)
                                .times(a.get(1)));
                Pair<Tensor, Tensor> y0 =
                        new Pair<>(at.y0().slice(0, 0, 2), at.y0().slice(0, 2, 3));
                return ofSaved(at, term, y0, solver, options);
            }
        };

        abstract Tensor loss(At at, Solver solver, SolveOptions options);
    }

    /** Over all saved numbers, or some values inside where the solution is dense. */
    private static <Y> Tensor ofSaved(At at, Term<Y, Tensor> term, Y y0, Solver solver, SolveOptions options) {
        Solution<Y> solution = diffeqsolve(term, solver, at.t0(), at.t1(), y0, at.args(), options);
        if (!options.saveAt().isDense()) {
            return weighted(solution.ys());
        }
        return weighted(List.of(
                solution.evaluate(0.237),
                solution.evaluate(1.7),
                solution.evaluate(at.ts().get(2))));
    }

    private static Tensor weighted(Object tree) {
        return Tree.flatten(tree).leaves().stream()
                .map(Sample::weighted)
                .reduce(Tensor::plus)
                .orElseThrow();
    }

    /** The same state as a tree. */
    private record Body(List<Tensor> place, Tensor spin) {
        static Body of(Tensor y) {
            return new Body(List.of(y.get(0), y.slice(0, 2, 3)), y.get(1));
        }

        Tensor flat() {
            return Tensor.concatenate(0, place.get(0).reshape(1), spin.reshape(1), place.get(1));
        }
    }

    /**
     * What came out.
     *
     * @param sizes the largest number of Direct's gradient, for y0, args, closed over, times
     * @param gaps the largest difference of the two gradients, relative to that
     * @param report of the reversible one
     */
    record Result(List<Double> sizes, List<Double> gaps, GradientReport report) {}

    /** Both gradients. */
    static Result compare(Solver solver, SolveOptions stepping, Saving saving, State state) {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = stepping.adjoint(new ReversibleAdjoint()).onGradient(reports::add);
        Recording<At, Tensor> recording =
                Autodiff.vjp(at -> state.loss(at, solver, options.saveAt(saving.saveAt(at.ts()))), AT);
        Tensor one = Tensor.scalar(1);
        List<Tensor> gradient = recording.pullBack(one).parts();
        List<Tensor> stored =
                recording.pullBack(one, Recorded.under(new DirectAdjoint())).parts();
        List<Double> sizes = new ArrayList<>();
        List<Double> gaps = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            sizes.add(Gap.absolute(stored.get(i).zerosLike(), stored.get(i)));
            gaps.add(Gap.relative(stored.get(i), gradient.get(i)));
        }
        return new Result(sizes, gaps, reports.get(0));
    }
}
