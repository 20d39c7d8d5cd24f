package org.palinode.autodiff.root;

import java.util.List;
import org.palinode.autodiff.kernel.Kernel;
import org.palinode.autodiff.linear.JacobianCall;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Plan;
import org.palinode.autodiff.program.Program;

/** A root finder's iteration on memory of its own. A run allocates nothing. */
final class RootIteration {
    private static final Kernel NOTHING = () -> {};

    private final RootFind problem;
    private final Tolerances tolerances;
    private final double kappa;
    private final int most;
    private final double rounding;
    private final Buffer guess;
    private final Buffer size;
    private final Buffer x;
    private final List<Buffer> outputs;
    private final List<Buffer> rest;
    private final Plan residual;
    private final Buffer r;
    private final Buffer increment;
    private Kernel refreshFirst = NOTHING;
    private Kernel refreshAgain = NOTHING;
    private Kernel solve;
    private Buffer singular;
    private int jacobians;

    RootIteration(RootFind problem, Buffer guess, Buffer size, List<Buffer> outputs, List<Buffer> rest) {
        this.problem = problem;
        this.guess = guess;
        this.size = size;
        this.outputs = outputs;
        this.rest = rest;
        x = outputs.get(0);
        RootFinder finder = problem.finder();
        tolerances = finder.tolerances().orElseThrow();
        kappa = finder.kappa();
        most = finder.maxIterations();
        rounding = x.dtype() == DType.FLOAT64 ? 1e-13 : 1e-4;
        residual = plan(problem.residual());
        r = residual.output(0);
        increment = Buffer.allocate(TensorType.float64(x.size()));
    }

    /** A plan of a program that reads x and the rest. */
    private Plan plan(Program program) {
        return Plan.of(program).input(0, x).inputs(1, rest).build();
    }

    private MatrixStructure structure() {
        return problem.finder().structure();
    }

    /** With a matrix that the caller has factored. */
    Kernel with(Buffer factors, Buffer pivots, Buffer status) {
        singular = status;
        solve = structure().solve(false, factors, pivots, increment);
        return this::run;
    }

    /** With the Jacobian at the guess, or at every iterate. */
    Kernel withOwnMatrix(boolean always) {
        int n = x.size();
        Plan jacobian = plan(new JacobianCall(problem.residual(), structure()).program());
        Buffer compressed = jacobian.output(0);
        Buffer wide = Buffer.allocate(new TensorType(DType.FLOAT64, compressed.shape()));
        Buffer factors = Buffer.allocate(TensorType.float64(structure().factorSize(n)));
        Buffer pivots = Buffer.allocate(TensorType.float64(n));
        singular = Buffer.allocate(TensorType.float64());
        Kernel factor = structure().factor(wide, factors, pivots, singular);
        solve = structure().solve(false, factors, pivots, increment);
        refreshFirst = () -> {
            jacobian.run();
            copy(compressed, wide);
            factor.run();
            jacobians++;
        };
        refreshAgain = always ? refreshFirst : NOTHING;
        return this::run;
    }

    /** Copies numbers, of another type if need be. */
    private static void copy(Buffer from, Buffer to) {
        for (int i = 0; i < from.size(); i++) {
            to.set(i, from.get(i));
        }
    }

    private void run() {
        x.copyFrom(guess);
        jacobians = 0;
        int iteration = 0;
        double before = Double.NaN;
        RootStatus status = null;
        while (status == null) {
            Kernel refresh = iteration == 0 ? refreshFirst : refreshAgain;
            refresh.run();
            if (singular.get(0) != 0) {
                status = RootStatus.SINGULAR;
            } else {
                iteration++;
                double step = advance();
                status = judge(iteration, step, step / before);
                before = step;
            }
        }
        outputs.get(1).set(0, status.code());
        outputs.get(2).set(0, iteration);
        outputs.get(3).set(0, jacobians);
    }

    /** How the iteration ends after an increment of this size; null if it goes on. */
    private RootStatus judge(int iteration, double step, double rate) {
        boolean second = iteration > 1;
        if (step < rounding || second && (step < kappa || rate < 1 && step * rate / (1 - rate) < kappa)) {
            return RootStatus.CONVERGED;
        }
        if (!(step < Double.POSITIVE_INFINITY) || second && rate > 2) {
            return RootStatus.DIVERGED;
        }
        return iteration == most ? RootStatus.MAX_ITERATIONS : null;
    }

    /** x ← x − M⁻¹ R(x); the size of the increment in multiples of what is tolerated. */
    private double advance() {
        residual.run();
        copy(r, increment);
        solve.run();
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            double change = increment.get(i);
            double next = x.get(i) - change;
            x.set(i, next);
            double scale = tolerances.atol() + tolerances.rtol() * Math.max(Math.abs(next), Math.abs(size.get(i)));
            double measured = Math.abs(change) / scale;
            largest = Math.max(largest, measured);
            squares += measured * measured;
        }
        return tolerances.norm() == Tolerances.Norm.MAX ? largest : Math.sqrt(squares / Math.max(1, x.size()));
    }
}
