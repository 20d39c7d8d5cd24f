/**
 * Small networks as plain records: their parameters are tensors in a tree, so that a gradient of one is one again.
 *
 * <pre>{@code
 * Mlp field = Mlp.random(RandomKey.of(7), Activation.TANH, 2, 64, 64, 2);
 * field.apply(Tensor.of(0.5, -1));                 // [2]
 * field.apply(Tensor.zeros(32, 2));                // [32, 2]
 * field.layers().get(0).weight().shape();          // [2, 64]
 * }</pre>
 */
package org.palinode.autodiff.nn;
