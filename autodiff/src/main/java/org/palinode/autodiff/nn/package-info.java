/**
 * Layers as plain records. Their parameters are tensors in a tree, so the gradient of a network is a network. Training and use differ by
 * methods, and what changes in training is a value.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.nn.Linear}, {@link org.palinode.autodiff.nn.Mlp}, {@link org.palinode.autodiff.nn.Conv},
 *     {@link org.palinode.autodiff.nn.Embedding}</td><td>layers</td></tr>
 * <tr><td>{@link org.palinode.autodiff.nn.LayerNorm}, {@link org.palinode.autodiff.nn.BatchNorm},
 *     {@link org.palinode.autodiff.nn.Dropout}</td><td>between layers</td></tr>
 * <tr><td>{@link org.palinode.autodiff.nn.Chain}, {@link org.palinode.autodiff.nn.Residual},
 *     {@link org.palinode.autodiff.nn.ConcatTime}, {@link org.palinode.autodiff.nn.Activation}</td><td>networks of layers and functions</td></tr>
 * <tr><td>{@link org.palinode.autodiff.nn.Cell}: {@link org.palinode.autodiff.nn.GruCell}, {@link org.palinode.autodiff.nn.LstmCell};
 *     {@link org.palinode.autodiff.nn.Attention}</td><td>series</td></tr>
 * </table>
 *
 * <pre>{@code
 * Mlp field = Mlp.random(RandomKey.of(7), Activation.TANH, 2, 64, 64, 2);
 * field.apply(Tensor.of(0.5, -1));                 // [2]
 * field.apply(Tensor.zeros(32, 2));                // [32, 2]
 * field.layers().get(0).weight().shape();          // [2, 64]
 * }</pre>
 */
package org.palinode.autodiff.nn;
