package org.palinode.autodiff.root;

import java.util.List;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/**
 * A root finder's iteration on memory of its own. A run allocates nothing.
 *
 * <p>With a matrix M that is not the Jacobian, increments shrink by the rate θ, the norm of G = I − M⁻¹R', and what is still missing after an
 * increment d is dθ/(1 − θ). Where increments have come down to rounding, their ratio is noise; then G is looked at once more with a long
 * increment ({@link #contracts}).
 */
final class RootIteration implements Kernel {
    /**
     * The first rate still has the error of the guess in it, and each of Newton's its own matrix: such a rate may exceed 1 and the iteration converge all
     * the same. To end it at 1, or to predict from it, costs up to half more steps where few digits are wanted (ROBER, KenCarp5).
     */
    private static final double LARGEST_UNSETTLED_RATE = 2;

    /** A long increment is so many times the noise: what comes of it is known to 1 %. */
    private static final double ABOVE_NOISE = 100;

    private final double kappa;
    private final int most;
    private final Buffer guess;
    private final Buffer x;
    private final List<Buffer> outputs;
    private final Plan residual;
    private final Buffer r;
    private final Increments increments;
    private final Buffer kept;
    private final IterationMatrix matrix;
    private int evaluations;
    private double largestResidual;

    RootIteration(RootFind problem, List<Buffer> inputs, List<Buffer> outputs) {
        this.outputs = outputs;
        RootFinder finder = problem.finder();
        kappa = finder.kappa();
        most = finder.maxIterations();
        guess = inputs.get(0);
        x = outputs.get(0);
        residual = plan(problem.residual(), inputs, problem);
        r = residual.output(0);
        increments = new Increments(finder.tolerances().orElseThrow(), x, inputs.get(1), r);
        kept = Buffer.allocate(x.type());
        matrix = matrix(problem, inputs);
    }

    /** A plan of a program that reads x and the rest. */
    private Plan plan(Program program, List<Buffer> inputs, RootFind problem) {
        return Plan.of(program).input(0, x).inputs(1, problem.read(inputs)).build();
    }

    private IterationMatrix matrix(RootFind problem, List<Buffer> inputs) {
        MatrixStructure structure = problem.finder().structure();
        if (problem.finder().needsFactors()) {
            return IterationMatrix.given(structure, inputs.get(2), inputs.get(3), inputs.get(4), increments.current());
        }
        boolean newton = problem.finder().method() == RootFinder.Method.NEWTON;
        Program jacobian = new JacobianCall(problem.residual(), structure).program();
        return IterationMatrix.jacobian(
                structure, plan(jacobian, inputs, problem), increments.current(), newton ? Integer.MAX_VALUE : 1);
    }

    @Override
    public void run() {
        x.copyFrom(guess);
        matrix.begin();
        evaluations = 0;
        largestResidual = Double.NaN;
        RootStatus status = null;
        while (status == null) {
            matrix.refresh();
            if (matrix.isSingular()) {
                status = RootStatus.SINGULAR;
            } else {
                advance();
                status = judge(evaluations);
            }
        }
        outputs.get(1).set(0, status.code());
        outputs.get(2).set(0, matrix.isFinite() ? 1 : 0);
        outputs.get(3).set(0, largestResidual);
        outputs.get(4).set(0, evaluations);
        outputs.get(5).set(0, matrix.jacobians());
    }

    /** The status with which the iteration ends; null if it continues. */
    private RootStatus judge(int iteration) {
        double step = increments.size();
        double rate = iteration == 1 ? Double.NaN : step / increments.lastSize();
        if (step == 0 || rate < 1 && step * rate / (1 - rate) <= kappa && increments.missing() <= kappa) {
            return RootStatus.CONVERGED;
        }
        RootStatus status = failure(iteration, step, rate);
        if (status == null || iteration == 1) {
            return status;
        }
        double noise = increments.noise();
        return step <= Math.max(kappa, noise) && contracts(step, noise) ? RootStatus.CONVERGED : status;
    }

    /** The reason why the iteration cannot end, or not in time, at this rate; null if it can. */
    private RootStatus failure(int iteration, double step, double rate) {
        boolean settled = matrix.isKept() && iteration > 2;
        if (!(step < Double.POSITIVE_INFINITY) || rate >= (settled ? 1 : LARGEST_UNSETTLED_RATE)) {
            return RootStatus.DIVERGED;
        }
        boolean tooSlow = settled && step * Math.pow(rate, most - iteration + 1) / (1 - rate) > kappa;
        return tooSlow || iteration >= most ? RootStatus.MAX_ITERATIONS : null;
    }

    /** x ← x − M⁻¹ R(x). */
    private void advance() {
        increments.shift();
        solveForIncrement();
        largestResidual = 0;
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.get(i) - increments.current().get(i));
            largestResidual = Math.max(largestResidual, Math.abs(r.get(i))); // NaN stays
        }
    }

    private void solveForIncrement() {
        evaluations++;
        residual.run();
        increments.current().roundFrom(r);
        matrix.solve();
    }

    /**
     * True if the matrix at least halves an error in the direction of the last increment d, of size {@code step}: with R taken s increments
     * from where d began, M⁻¹R is (1 − s)d + sGd, where s is so large that rounding does not matter.
     */
    private boolean contracts(double step, double noise) {
        double times = Math.max(1, ABOVE_NOISE * noise) / step;
        Buffer current = increments.current();
        Buffer last = increments.last();
        increments.shift();
        kept.copyFrom(x);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.get(i) - (times - 1) * last.get(i));
        }
        solveForIncrement();
        for (int i = 0; i < x.size(); i++) {
            current.set(i, current.get(i) / times + (1 - 1 / times) * last.get(i));
        }
        x.copyFrom(kept);
        return increments.size() <= step / 2 && increments.missing() <= kappa;
    }
}
