package org.palinode.autodiff.root;

import java.util.List;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * A root finder's iteration on memory of its own. A run allocates nothing.
 *
 * <p>With a matrix M that is not the Jacobian, increments shrink by the rate θ, the norm of G = I − M⁻¹R', and what is still missing after an
 * increment d is dθ/(1 − θ). A small increment says nothing by itself: where M is a million times too large, it is small and θ is one. Such a
 * component may hide behind others that converge ({@link #missing}). Where increments have come down to rounding, their ratio is noise; then
 * G is looked at once more with a long increment ({@link #contracts}).
 */
final class RootIteration {
    private static final Kernel NOTHING = () -> {};

    /**
     * The first rate still has the error of the guess in it, and each of Newton's its own matrix: such a rate may exceed 1 and the iteration converge all
     * the same. To end it at 1, or to predict from it, costs up to half more steps where few digits are wanted (ROBER, KenCarp5).
     */
    private static final double LARGEST_UNSETTLED_RATE = 2;

    /** Increments of so many ulp may be noise. */
    private static final double NOISE_ULPS = 64;

    /** A long increment is so many times the noise: what comes of it is known to 1 %. */
    private static final double ABOVE_NOISE = 100;

    /** A component stands still if its increment is, to this part, the one before. */
    private static final double STANDSTILL = 0.01;

    /** Below this part of an increment the difference of two is rounding. */
    private static final double UNRESOLVED = 1e-13;

    /** Rounding leaves no residual larger than this part of the unknown, unless a step is 10¹² times as long as the fastest time scale. */
    private static final double SMALL_RESIDUAL = 1e-3;

    private final RootFind problem;
    private final Tolerances tolerances;
    private final double kappa;
    private final int most;
    private final boolean keepsMatrix;
    private final Buffer guess;
    private final Buffer size;
    private final Buffer x;
    private final List<Buffer> outputs;
    private final List<Buffer> rest;
    private final Plan residual;
    private final Buffer r;
    private final Buffer increment;
    private final Buffer last;
    private final Buffer kept;
    private final Buffer measured;
    private Kernel refreshFirst = NOTHING;
    private Kernel refreshAgain = NOTHING;
    private Kernel solve;
    private Buffer matrix;
    private Buffer singular;
    private int evaluations;
    private int jacobians;
    private double largestResidual;

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
        keepsMatrix = finder.method() != RootFinder.Method.NEWTON;
        residual = plan(problem.residual());
        r = residual.output(0);
        increment = Buffer.allocate(TensorType.float64(x.size()));
        last = Buffer.allocate(TensorType.float64(x.size()));
        kept = Buffer.allocate(x.type());
        measured = Buffer.allocate(TensorType.float64(x.size()));
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
        matrix = factors;
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
        matrix = factors;
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

    private static boolean isFinite(Buffer numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            if (!Double.isFinite(numbers.get(i))) {
                return false;
            }
        }
        return true;
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
        evaluations = 0;
        largestResidual = Double.NaN;
        RootStatus status = null;
        while (status == null) {
            Kernel refresh = evaluations == 0 ? refreshFirst : refreshAgain;
            refresh.run();
            if (singular.get(0) != 0) {
                status = RootStatus.SINGULAR;
            } else {
                advance();
                status = judge(evaluations);
            }
        }
        outputs.get(1).set(0, status.code());
        outputs.get(2).set(0, singular.get(0) == 0 || isFinite(matrix) ? 1 : 0);
        outputs.get(3).set(0, largestResidual);
        outputs.get(4).set(0, evaluations);
        outputs.get(5).set(0, jacobians);
    }

    /** How the iteration ends; null if it goes on. Both increments are measured on the scale of the last iterate, which may have run away. */
    private RootStatus judge(int iteration) {
        double step = norm(increment);
        double rate = iteration == 1 ? Double.NaN : step / norm(last);
        if (step == 0 || rate < 1 && step * rate / (1 - rate) <= kappa && missing() <= kappa) {
            return RootStatus.CONVERGED;
        }
        RootStatus status = failure(iteration, step, rate);
        if (status == null || iteration == 1) {
            return status;
        }
        double noise = noise();
        return step <= Math.max(kappa, noise) && contracts(step, noise) ? RootStatus.CONVERGED : status;
    }

    /** Why the iteration cannot come to its end, or not in time, at this rate; null if it can. */
    private RootStatus failure(int iteration, double step, double rate) {
        boolean settled = keepsMatrix && iteration > 2;
        if (!(step < Double.POSITIVE_INFINITY) || rate >= (settled ? 1 : LARGEST_UNSETTLED_RATE)) {
            return RootStatus.DIVERGED;
        }
        boolean tooSlow = settled && step * Math.pow(rate, most - iteration + 1) / (1 - rate) > kappa;
        return tooSlow || iteration >= most ? RootStatus.MAX_ITERATIONS : null;
    }

    /** x ← x − M⁻¹ R(x). */
    private void advance() {
        copy(increment, last);
        solveForIncrement();
        largestResidual = 0;
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.get(i) - increment.get(i));
            largestResidual = Math.max(largestResidual, Math.abs(r.get(i))); // NaN stays
        }
    }

    private void solveForIncrement() {
        evaluations++;
        residual.run();
        copy(r, increment);
        solve.run();
    }

    /** What is missing of components that stand still: d + Gd + G²d + ... = d/(1 − g) for an increment d that follows d/g; no bound where 1 − g is rounding. */
    private double missing() {
        for (int i = 0; i < x.size(); i++) {
            double size = Math.abs(last.get(i));
            double gap = Math.abs(increment.get(i) - last.get(i));
            boolean stands = gap < STANDSTILL * size && !isRounding(i);
            measured.set(i, !stands ? 0 : gap > UNRESOLVED * size ? size * size / gap : Double.POSITIVE_INFINITY);
        }
        return norm(measured);
    }

    private boolean isRounding(int i) {
        return Math.abs(increment.get(i)) <= rounding(i) && Math.abs(r.get(i)) <= SMALL_RESIDUAL * magnitude(i);
    }

    /**
     * Whether the matrix at least halves an error in the direction of the last increment d, of size {@code step}: with R taken s increments from
     * where d began, M⁻¹R is (1 − s)d + sGd, where s is so large that rounding does not matter.
     */
    private boolean contracts(double step, double noise) {
        double times = Math.max(1, ABOVE_NOISE * noise) / step;
        copy(increment, last);
        kept.copyFrom(x);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.get(i) - (times - 1) * last.get(i));
        }
        solveForIncrement();
        for (int i = 0; i < x.size(); i++) {
            increment.set(i, increment.get(i) / times + (1 - 1 / times) * last.get(i));
        }
        x.copyFrom(kept);
        return norm(increment) <= step / 2 && missing() <= kappa;
    }

    /** The size of a change by rounding. */
    private double noise() {
        for (int i = 0; i < x.size(); i++) {
            measured.set(i, rounding(i));
        }
        return norm(measured);
    }

    private double rounding(int i) {
        return NOISE_ULPS * x.dtype().epsilon() * magnitude(i);
    }

    private double magnitude(int i) {
        return Math.max(Math.abs(x.get(i)), Math.abs(size.get(i)));
    }

    /** The size of a change of x, in multiples of what is tolerated. */
    private double norm(Buffer change) {
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            double tolerated = tolerances.atol() + tolerances.rtol() * magnitude(i);
            double multiple =
                    change.get(i) == 0 ? 0 : Math.abs(change.get(i)) / tolerated; // none is tolerated where 0 is
            largest = Math.max(largest, multiple);
            squares += multiple * multiple;
        }
        return tolerances.norm() == Tolerances.Norm.MAX ? largest : Math.sqrt(squares / Math.max(1, x.size()));
    }
}
