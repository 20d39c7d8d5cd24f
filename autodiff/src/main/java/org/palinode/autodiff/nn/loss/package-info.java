/**
 * Losses: how far predictions are from data. {@link org.palinode.autodiff.nn.loss.Loss} has them as functions of tensors. Each gives a loss
 * for each prediction; {@code mean()}, or {@code Loss.mean} with a mask, makes one number of them.
 *
 * <pre>{@code
 * Loss.crossEntropy(net.apply(x), labels).mean();
 * Loss.mean(Loss.huber(forecast, data, 1), MissingValues.known(data));
 * }</pre>
 */
package org.palinode.autodiff.nn.loss;
