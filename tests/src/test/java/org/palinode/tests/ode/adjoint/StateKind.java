package org.palinode.tests.ode.adjoint;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Sample;

/** The equations of {@link Sample} with four numbers, kept in several ways. */
enum StateKind {
    /** Four numbers in a row. */
    ROW {
        @Override
        Object state(Tensor row) {
            return row;
        }

        @Override
        Term<?, Tensor> term(Tensor w, boolean splits) {
            return splits
                    ? MultiTerm.of(Sample.swing(), Sample.network(w))
                    : new ODETerm<Tensor, Tensor>(Sample.field(w));
        }
    },
    /** A tree of a vector, a scalar and a matrix. */
    TREE {
        @Override
        Object state(Tensor row) {
            return tree(row);
        }

        @Override
        Term<?, Tensor> term(Tensor w, boolean splits) {
            return splits
                    ? MultiTerm.of(onTree(Sample.swing()), onTree(Sample.network(w)))
                    : new ODETerm<>(onTree(Sample.field(w)));
        }
    },
    /** Two halves, whose slopes depend on each other alone. */
    PAIR {
        @Override
        Object state(Tensor row) {
            return new Pair<>(row.slice(0, 0, 2), row.slice(0, 2, 4));
        }

        @Override
        Term<?, Tensor> term(Tensor w, boolean splits) {
            return new SeparableTerm<Tensor, Tensor, Tensor>(
                    (t, q, a) -> w.slice(0, 0, 2)
                            .slice(1, 2, 4)
                            .matmul(q)
                            .tanh()
                            .plus(Sample.swing().apply(t, q, a)),
                    (t, p, a) ->
                            w.slice(0, 2, 4).slice(1, 0, 2).matmul(p).tanh().times(a.get(1)));
        }
    };

    private record Branch(Tensor scalar, List<Tensor> matrix) {}

    private record Root(Tensor vector, Branch branch) {}

    private static Root tree(Tensor row) {
        return new Root(
                row.slice(0, 0, 2),
                new Branch(row.get(2), List.of(row.slice(0, 3, 4).reshape(1, 1))));
    }

    private static VectorField<Root, Tensor> onTree(VectorField<Tensor, Tensor> field) {
        return (t, y, a) -> tree(field.apply(
                t,
                Tensor.concatenate(
                        0,
                        y.vector(),
                        y.branch().scalar().reshape(1),
                        y.branch().matrix().get(0).flatten()),
                a));
    }

    /** The state made of a row of four. */
    abstract Object state(Tensor row);

    /** The equations with the matrix that they close over [4, 4]. */
    abstract Term<?, Tensor> term(Tensor w, boolean splits);

    @SuppressWarnings("unchecked")
    Solution<Object> solve(Function<GradientCase.Leaf, Tensor> in, Solver solver, SolveOptions options) {
        Term<Object, Tensor> term =
                (Term<Object, Tensor>) term(in.apply(GradientCase.Leaf.CLOSED_OVER), solver.splitsField());
        return diffeqsolve(
                term,
                solver,
                in.apply(GradientCase.Leaf.T0),
                in.apply(GradientCase.Leaf.T1),
                state(in.apply(GradientCase.Leaf.Y0)),
                in.apply(GradientCase.Leaf.ARGS),
                options);
    }

    /** One number from all those of a tree. */
    static Tensor number(Object tree) {
        Tensor sum = Tensor.scalar(0);
        double weight = 1;
        for (Tensor leaf : Tree.flatten(tree).leaves()) {
            sum = sum.plus(Sample.weighted(leaf).times(weight));
            weight += 0.3;
        }
        return sum;
    }
}
