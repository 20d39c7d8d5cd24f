package org.palinode.autodiff.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Solver of R(x) = 0 by x ← x − M⁻¹ R(x). The methods differ in the matrix M:
 *
 * <table>
 * <caption>Methods</caption>
 * <tr><td>{@link #newton}</td><td>the Jacobian at every iterate</td></tr>
 * <tr><td>{@link #chord}</td><td>the Jacobian at the guess</td></tr>
 * <tr><td>{@link #veryChord}</td><td>any matrix near the Jacobian, factored by the caller and used for several solves</td></tr>
 * </table>
 *
 * <p>With s the norm of an increment (see {@link Tolerances}) and r its ratio to the one before, the iteration ends when s r/(1 − r), an
 * estimate of the remaining error, is at most kappa. With a matrix that stays as it is, it fails from the third increment on where r ≥ 1,
 * or where s r/(1 − r) would still exceed kappa at this rate after {@code maxIterations}; otherwise where r ≥ 2 or is not finite, or after
 * {@code maxIterations}. A component whose increments do not change counts with its own r. Increments of the size of rounding, whose ratio
 * means nothing, end the iteration if one more evaluation shows that the matrix is right. Source of the rule, for the norm: E. Hairer, G.
 * Wanner, "Solving Ordinary Differential Equations II", section IV.8.
 *
 * <p>If no root is found, {@link Root#value} throws, and {@link Root#status} says why.
 *
 * <p>Derivatives are those of the exact root, by the implicit function theorem at the root that was found: they are as exact as the root.
 *
 * @param method the choice of the matrix
 * @param tolerances empty while they are to be inherited, as by an implicit solver from the step size controller
 * @param kappa the remaining error, as a fraction of the tolerance, at which the solve ends; 0.01 makes it negligible
 * @param maxIterations the most evaluations of the residual
 * @param structure of the Jacobian; dense by default
 */
public record RootFinder(
        Method method, Optional<Tolerances> tolerances, double kappa, int maxIterations, MatrixStructure structure) {
    /** Matrix with which the increments are computed. */
    public enum Method {
        NEWTON,
        CHORD,
        VERY_CHORD
    }

    /** @throws IllegalArgumentException if kappa is not positive, or maxIterations is below 1 */
    public RootFinder {
        if (!(kappa > 0) || maxIterations < 1) {
            throw new IllegalArgumentException("a root finder needs kappa > 0 and at least one iteration, got kappa = "
                    + kappa + " and " + maxIterations + " iterations; 0.01 and 10 are the defaults");
        }
    }

    private static RootFinder of(Method method) {
        return new RootFinder(method, Optional.empty(), 1e-2, 10, MatrixStructure.dense());
    }

    /** Newton's method, without tolerances. */
    public static RootFinder newton() {
        return of(Method.NEWTON);
    }

    /** The chord method, or simplified Newton, without tolerances. */
    public static RootFinder chord() {
        return of(Method.CHORD);
    }

    /** The chord method with a matrix from elsewhere, without tolerances. */
    public static RootFinder veryChord() {
        return of(Method.VERY_CHORD);
    }

    /** The same finder with these tolerances, and the increment of the largest component as measure. */
    public RootFinder tolerances(double rtol, double atol) {
        return tolerances(new Tolerances(rtol, atol, Tolerances.Norm.MAX));
    }

    /** The same finder with these tolerances. */
    public RootFinder tolerances(Tolerances other) {
        Objects.requireNonNull(other, "a root finder needs tolerances, got null");
        return new RootFinder(method, Optional.of(other), kappa, maxIterations, structure);
    }

    /**
     * The same finder with another kappa.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RootFinder kappa(double other) {
        return new RootFinder(method, tolerances, other, maxIterations, structure);
    }

    /**
     * The same finder with another bound of the evaluations.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RootFinder maxIterations(int most) {
        return new RootFinder(method, tolerances, kappa, most, structure);
    }

    /** The same finder for Jacobians of this structure. */
    public RootFinder structure(MatrixStructure other) {
        Objects.requireNonNull(
                other, "a root finder needs a structure, got null; MatrixStructure.dense() suits every matrix");
        return new RootFinder(method, tolerances, kappa, maxIterations, other);
    }

    /** The method, and the settings that are not its standards. */
    @Override
    public String toString() {
        RootFinder usual = of(method);
        return "RootFinder[" + method
                + tolerances.map(given -> ", " + given).orElse("")
                + (kappa == usual.kappa ? "" : ", kappa=" + kappa)
                + (maxIterations == usual.maxIterations ? "" : ", maxIterations=" + maxIterations)
                + (structure.equals(usual.structure) ? "" : ", " + structure) + "]";
    }

    /** True if the caller gives the matrix. */
    public boolean needsFactors() {
        return method == Method.VERY_CHORD;
    }

    /**
     * The root of a residual [n] → [n] near {@code guess} [n]. The matrix of the method is taken at the guess.
     *
     * @throws IllegalStateException if there are no tolerances
     * @throws IllegalArgumentException if the guess is no vector
     */
    public Root find(UnaryOperator<Tensor> residual, Tensor guess) {
        Program.Traced traced = trace(residual, guess);
        List<Tensor> matrix = List.of();
        if (needsFactors()) {
            matrix = parts(Factors.of(structure, RootFind.jacobian(traced, guess, structure)));
        }
        return find(traced, guess, guess.zerosLike(), matrix);
    }

    /**
     * The root as by {@link #find(UnaryOperator, Tensor)}, for one of several solves.
     *
     * @param size the value [n] of which x is an increment: tolerances are relative to the larger of x and this
     * @param factors the factors of a matrix near the Jacobian; only {@link #veryChord} uses them
     */
    public Root find(UnaryOperator<Tensor> residual, Tensor guess, Tensor size, Factors factors) {
        return find(trace(residual, guess), guess, size, needsFactors() ? parts(factors) : List.of());
    }

    private static List<Tensor> parts(Factors factors) {
        return List.of(factors.values(), factors.pivots(), factors.status());
    }

    private static Program.Traced trace(UnaryOperator<Tensor> residual, Tensor guess) {
        Objects.requireNonNull(residual, "a root finder needs a residual, a function of vectors [n], got null");
        Objects.requireNonNull(guess, "a root finder needs a vector [n] as guess, got null");
        if (guess.rank() != 1) {
            throw new IllegalArgumentException(
                    "a root finder needs a vector [n] as guess, got " + guess.type() + "; flatten it");
        }
        return Program.trace(
                List.of(guess.type()),
                in -> List.of(Objects.requireNonNull(
                        residual.apply(in.get(0)),
                        "the residual of a root finder must return a vector [n], got null")));
    }

    private Root find(Program.Traced residual, Tensor guess, Tensor size, List<Tensor> matrix) {
        if (tolerances.isEmpty()) {
            throw new IllegalStateException(
                    "this root finder has no tolerances to solve to; give it some with"
                            + " tolerances(rtol, atol), or use it in a solve with an adaptive controller, whose tolerances it takes");
        }
        List<Tensor> in = new ArrayList<>(List.of(guess, size));
        in.addAll(matrix);
        in.addAll(residual.captured());
        List<Tensor> out = Tensor.apply(new RootFind(residual.program(), this), in);
        return new Root(this, out.get(0), out.get(1), out.get(2), out.get(3), out.get(4), out.get(5));
    }
}
