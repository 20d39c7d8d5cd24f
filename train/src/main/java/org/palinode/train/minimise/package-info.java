/**
 * Minimisers that use derivatives of second order or an estimate of them, over any tree of parameters: {@link org.palinode.train.minimise.Lbfgs}
 * for a loss, {@link org.palinode.train.minimise.LevenbergMarquardt} for residuals whose squares are summed.
 *
 * <pre>{@code
 * Function<Tensor, Tensor> residuals = b -> Tensor.scalar(1).minus(x.times(b.get(1)).negate().exp()).times(b.get(0)).minus(y);
 * LeastSquaresFit<Tensor> fit = new LevenbergMarquardt().fit(residuals, Tensor.of(500, 1e-4));
 * fit.parameters();            // b
 * fit.standardErrors();        // of the same shape
 * fit.reason();                // SMALL_CHANGE
 * }</pre>
 *
 * <p>Both take steps on all data at once, and none at random. For batches, take an {@link org.palinode.train.optimiser.Optimiser}.
 */
package org.palinode.train.minimise;
