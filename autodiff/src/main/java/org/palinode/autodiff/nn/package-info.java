/**
 * Small networks as plain records. Their parameters are tensors in a tree, so the gradient of a network is a network.
 *
 * <pre>{@code
 * Mlp field = Mlp.random(RandomKey.of(7), Activation.TANH, 2, 64, 64, 2);
 * field.apply(Tensor.of(0.5, -1));                 // [2]
 * field.apply(Tensor.zeros(32, 2));                // [32, 2]
 * field.layers().get(0).weight().shape();          // [2, 64]
 * }</pre>
 */
package org.palinode.autodiff.nn;
