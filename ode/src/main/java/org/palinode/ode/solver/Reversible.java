package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.noise.LevyArea;

/**
 * Wrapper that makes a one-step solver algebraically reversible by a coupled copy z of the solution y, z₀ = y₀.
 * <pre>
 *   step       y₁ = c(y₀ − z₀) + F(h, z₀)         backward   z₀ = z₁ − y₁ + F(−h, y₁)
 *              z₁ = z₀ + y₁ − F(−h, y₁)                      y₀ = (y₁ − F(h, z₀))/c + z₀
 * </pre>
 * F(h, x) is one step of {@code base} of signed size h from x, c the coupling (λ in the paper). Costs two base steps and keeps the order of
 * {@code base}; the base solver itself is not changed. A base with a slope as its carry evaluates it anew.
 *
 * <p>A backward step multiplies rounding in y by 1/c. In forward steps y − z grows where the field damps faster than −ln c a step. So long
 * solves set z back to y now and then ({@link Resync}, docs/design/reversible-derivation.md).
 *
 * <p>The error estimate is that of F(h, z₀), the inner step that makes y₁ out of z₀. Dense output is the base's inside that step, D(θ),
 * moved so that it meets y at both ends: D(θ) + (1 − θ(1 − c))(y₀ − z₀).
 *
 * <p>Source: S. McCallum, J. Foster, "Efficient, Accurate and Stable Gradients for Neural ODEs", 2024, arXiv:2410.11648; the resync and the
 * fused backward step are ours.
 *
 * @param base the solver to be made reversible
 * @param coupling c in (0, 1)
 * @param resyncRule the rule by which z is set back to y
 */
public record Reversible(Solver base, double coupling, Resync resyncRule) implements ReversibleSolver {
    /** The coupling used unless another is given. */
    public static final double COUPLING = 0.999;

    private static final double LOST_ULPS = 1e10;
    private static final double SEED_ULPS = 4;

    /** @throws IllegalArgumentException if the coupling lies outside of (0, 1), or the base is reversible or not a one-step method */
    public Reversible {
        requireCoupling(coupling);
        if (base instanceof ReversibleSolver) {
            throw new IllegalArgumentException(
                    "Reversible cannot wrap " + base + ": it is reversible by itself; use it without the wrapper");
        }
        if (!base.isSingleStep()) {
            throw new IllegalArgumentException("Reversible cannot wrap " + base
                    + ": its steps read those before them, and the wrapper restarts at"
                    + " each; use a one-step method such as Tsit5, or RecursiveCheckpointAdjoint");
        }
    }

    /**
     * Checks that a coupling lies in (0, 1).
     *
     * @throws IllegalArgumentException if it does not
     */
    public static void requireCoupling(double coupling) {
        if (!(0 < coupling && coupling < 1)) { // also refuses NaN
            throw new IllegalArgumentException("coupling must lie in (0, 1), got " + coupling
                    + "; 0.999 lets rounding grow least, smaller is steadier on decaying problems");
        }
    }

    /**
     * A wrapper with the standard rule of resyncs.
     *
     * @throws IllegalArgumentException if the coupling lies outside of (0, 1), or the base is reversible or not a one-step method
     */
    public Reversible(Solver base, double coupling) {
        this(base, coupling, Resync.STANDARD);
    }

    /** A wrapper with the coupling 0.999 and the standard rule of resyncs. */
    public Reversible(Solver base) {
        this(base, COUPLING);
    }

    /** The base and the coupling, and the resyncs if they are not the standard ones. */
    @Override
    public String toString() {
        return "Reversible[" + base + ", coupling=" + coupling
                + (resyncRule.equals(Resync.STANDARD) ? "" : ", " + resyncRule) + "]";
    }

    /** The scheme as published: z is never set back. */
    public Reversible withoutResync() {
        return new Reversible(base, coupling, Resync.OFF);
    }

    @Override
    public double order() {
        return base.order();
    }

    /** The strong orders of the base. A base for Itô's calculus is one for additive noise here: with other noise its way back is another equation. */
    @Override
    public Optional<StrongOrders> strongOrders() {
        return base.strongOrders()
                .map(orders -> orders.calculus() == Calculus.ITO ? StrongOrders.additive(orders.additive()) : orders);
    }

    @Override
    public boolean stepsForwardOnly() {
        return base.stepsForwardOnly();
    }

    @Override
    public boolean partsNoise() {
        return base.partsNoise();
    }

    @Override
    public boolean halvesSteps() {
        return base.halvesSteps();
    }

    @Override
    public boolean solvesLangevin() {
        return base.solvesLangevin();
    }

    @Override
    public LevyArea levyArea() {
        return base.levyArea();
    }

    @Override
    public double errorOrder() {
        return base.errorOrder();
    }

    @Override
    public double errorBias() {
        return base.errorBias();
    }

    @Override
    public boolean estimatesError() {
        return base.estimatesError();
    }

    /** Equations inside the base's step are solved to rounding: a reversed step must meet the numbers of the forward step. */
    @Override
    public Solver withTolerancesFrom(Optional<ErrorScale> scale) {
        return new Reversible(base.toRounding().withTolerancesFrom(scale), coupling, resyncRule);
    }

    @Override
    public Solver withStructure(MatrixStructure structure) {
        return new Reversible(base.withStructure(structure), coupling, resyncRule);
    }

    @Override
    public Optional<Resync> resync() {
        return resyncRule.isOff() ? Optional.empty() : Optional.of(resyncRule);
    }

    /**
     * The mismatch of the rule. Without resyncs there is no stored pair to restart from, and only a solution that has lost y0 altogether is
     * refused.
     */
    @Override
    public double acceptedMismatch(DType dtype) {
        return resyncRule.isOff() ? LOST_ULPS * dtype.epsilon() : resyncRule.mismatch(dtype);
    }

    @Override
    public boolean isLinearlyImplicit() {
        return base.isLinearlyImplicit();
    }

    @Override
    public boolean isImplicit() {
        return base.isImplicit();
    }

    /** The times of the base, and those of F(−h, ·), which starts at the end. */
    @Override
    public StageTimes stageTimes() {
        return base.stageTimes().and(base.stageTimes().back());
    }

    @Override
    public boolean splitsField() {
        return base.splitsField();
    }

    /** The copy z₀: y0, and a few ulp beside it where there are resyncs. At rest no gap would ever tell how a small difference grows. */
    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        double seed = resyncRule.isOff() ? 0 : SEED_ULPS * y0.dtype().epsilon();
        return List.of(y0.times(1 + seed));
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Step forth = stored().step(f, t0, h, y0, carry);
        Tensor y1 = forth.y();
        Step back = base.step(f.reversed(), t0.plus(h), h.negate(), y1);
        Tensor z1 = whereSolved(back, carry.get(0).plus(y1).minus(back.y()));
        return new Step(y1, forth.error(), forth.dense(), List.of(z1), inner(forth, back));
    }

    /** Only without resyncs a step fails because there is no way back from it. */
    private Optional<InnerSolves> inner(Step forth, Step back) {
        return resyncRule.isOff()
                ? InnerSolves.of(forth, back)
                : forth.inner().map(solves -> solves.countingToo(back.inner().orElseThrow()));
    }

    /** z₁ is no number where the equations inside F(−h, y₁) have no solution: that ends a segment, it does not fail the step. */
    private static Tensor whereSolved(Step back, Tensor z1) {
        if (back.inner().isEmpty()) {
            return z1;
        }
        Tensor failed = back.inner().get().status().greater(0);
        return Tensor.where(failed.cast(z1.dtype()), z1.zerosLike().plus(Double.NaN), z1);
    }

    /**
     * The gap at the end of a step [n], which decides on a resync: |y₁ − z₁|, and for an implicit base h |f(y₁) − f(z₁)| where that is
     * larger. By that much, values inside of a long step would be off.
     */
    public Tensor gap(Field f, Tensor t0, Tensor h, Start end) {
        Tensor y1 = end.y();
        Tensor z1 = end.carry().get(0);
        Tensor gap = y1.minus(z1).abs();
        if (!base.isImplicit()) {
            return gap;
        }
        Tensor t1 = t0.plus(h);
        Tensor slopes = f.apply(t1, y1).minus(f.apply(t1, z1));
        return gap.maximum(slopes.times(h.cast(y1.dtype())).abs());
    }

    /** A small difference v [n], sent through the step from {@code start} to {@code end} and back again. */
    public RoundTrip roundTrip(Field f, Tensor t0, Tensor h, Start start, Start end, Tensor v) {
        Tensor z0 = start.carry().get(0);
        Tensor forth = end.y().minus(start.y().minus(z0).times(coupling));
        return RoundTrip.of(base, f, t0, h, z0, forth, v);
    }

    /** The solver of the steps that are stored and not reversed. */
    public Solver stored() {
        return new StoredStep(this);
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        Tensor gap = dense.get(dense.size() - 1);
        Tensor weight = theta.cast(gap.dtype()).times(coupling - 1).plus(1);
        return base.interpolate(theta, dense.subList(0, dense.size() - 1)).plus(gap.times(weight));
    }

    @Override
    public Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> carry1) {
        Tensor z0 = carry1.get(0)
                .minus(y1)
                .plus(base.step(f.reversed(), t0.plus(h), h.negate(), y1).y());
        Tensor y0 = y1.minus(base.step(f, t0, h, z0).y()).dividedBy(coupling).plus(z0);
        return new Start(y0, List.of(z0));
    }

    /** The reversed step and its cotangents, from the two evaluations that the reconstruction needs: {@link ReversiblePullBack}. */
    @Override
    public PulledBack pullBack(
            ParametricField f,
            List<Tensor> parameters,
            Tensor t0,
            Tensor h,
            Tensor before,
            Start end,
            Start endBar,
            List<Tensor> denseBar) {
        return new ReversiblePullBack(this, f, parameters, t0, h).of(end, endBar, denseBar);
    }
}
