/**
 * First-order optimisers over any tree of parameters (see {@link org.palinode.autodiff.tree.Tree}). An optimiser is a value, and so is its
 * state: a step takes parameters and state, and returns new ones.
 *
 * <pre>{@code
 * record Line(Tensor slope, Tensor offset) {}
 *
 * Optimiser optimiser = new Adam(0.1).clippingByNorm(1);
 * Line line = new Line(Tensor.scalar(0), Tensor.scalar(0));
 * OptimiserState<Line> state = optimiser.init(line);
 * for (int i = 0; i < 100; i++) {
 *     var next = optimiser.step(grad(loss).apply(line), state, line);
 *     line = next.parameters();
 *     state = next.state();
 * }
 * }</pre>
 *
 * <table>
 * <caption>Optimisers and what each remembers for a leaf</caption>
 * <tr><td>{@link org.palinode.train.optimiser.Sgd}</td><td>nothing, or {@code velocity} with momentum</td></tr>
 * <tr><td>{@link org.palinode.train.optimiser.Adam}, {@link org.palinode.train.optimiser.AdamW}</td><td>{@code mean}, {@code square}</td></tr>
 * <tr><td>{@link org.palinode.train.optimiser.RmsProp}</td><td>{@code square}, and {@code velocity} with momentum</td></tr>
 * <tr><td>{@link org.palinode.train.optimiser.Lion}</td><td>{@code mean}</td></tr>
 * </table>
 */
package org.palinode.train.optimiser;
