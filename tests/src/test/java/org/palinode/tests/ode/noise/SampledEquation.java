package org.palinode.tests.ode.noise;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Calculus;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/**
 * Equation with noise over [0, end], many paths of it side by side as one state.
 *
 * @param stratonovich the equation in Stratonovich's calculus
 * @param ito the equation of the same solution in Itô's
 * @param y0 the state of all paths where the solve begins, at 0 or at the end
 */
record SampledEquation<Y>(Term<Y, Void> stratonovich, Term<Y, Void> ito, Y y0, int paths, double end) {
    /** The state after 2 to this power equal steps, of the equation in the calculus of the solver. */
    Y solved(Solver solver, int exponent, TimeDirection direction) {
        return direction == TimeDirection.FORWARD
                ? solved(solver, exponent, y0, 0, end)
                : solved(solver, exponent, y0, end, 0);
    }

    /** The state after as many steps to the end and back again, which was y₀ before. */
    Y returned(Solver solver, int exponent) {
        return solved(solver, exponent, solved(solver, exponent, TimeDirection.FORWARD), end, 0);
    }

    private Y solved(Solver solver, int exponent, Y start, double from, double to) {
        boolean isIto = solver.strongOrders().orElseThrow().calculus() == Calculus.ITO;
        var options = SolveOptions.standard().dt0(Math.scalb(to - from, -exponent));
        return diffeqsolve(isIto ? ito : stratonovich, solver, from, to, start, null, options)
                .y1();
    }

    /** The root of the mean square distance over the paths. */
    double distance(Y found, Y expected) {
        double[] a = flat(found);
        double[] b = flat(expected);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum / paths);
    }

    private static double[] flat(Object state) {
        return Tree.flatten(state).leaves().stream()
                .flatMapToDouble(leaf -> Arrays.stream(leaf.toArray()))
                .toArray();
    }
}
