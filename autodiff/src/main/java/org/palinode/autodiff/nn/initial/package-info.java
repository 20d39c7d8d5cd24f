/**
 * Laws by which the weights of layers are drawn. {@link org.palinode.autodiff.nn.initial.VarianceScaling} has those of Glorot, He and LeCun,
 * {@link org.palinode.autodiff.nn.initial.Orthogonal} matrices that keep lengths. A law of one's own is a lambda.
 *
 * <pre>{@code
 * Linear.random(RandomKey.of(1), DType.FLOAT64, 64, 64, VarianceScaling.HE_NORMAL);
 * Linear.random(RandomKey.of(1), DType.FLOAT64, 64, 64, new Orthogonal(1));
 * Linear.random(RandomKey.of(1), DType.FLOAT64, 64, 64, (key, type, in, out) -> key.normal(type).times(0.01));
 * }</pre>
 */
package org.palinode.autodiff.nn.initial;
