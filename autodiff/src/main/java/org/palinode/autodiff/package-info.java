/**
 * The front door: derivatives of functions over trees of tensors. Everything is a static method of
 * {@link org.palinode.autodiff.Autodiff}, meant for {@code import static}.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code grad}, {@code valueAndGrad}, {@code vjp}</td><td>reverse mode; {@link org.palinode.autodiff.Recording} is one recorded run</td></tr>
 * <tr><td>{@code jvp}</td><td>forward mode, one direction</td></tr>
 * <tr><td>{@code jacobian}, {@code hessian}, {@code hvp}</td><td>matrices of derivatives, and products with them</td></tr>
 * <tr><td>{@code vmap}</td><td>a function of one member applied to many at once</td></tr>
 * <tr><td>{@code debugPrint}</td><td>numbers of a traced program, when it runs</td></tr>
 * <tr><td>{@code customVjp}, {@code customJvp}, {@code customRules}</td><td>derivatives of one's own</td></tr>
 * <tr><td>{@code stopGradient}, {@code checkpoint}</td><td>what reverse mode does in a place</td></tr>
 * <tr><td>{@code compile}</td><td>traced once per signature, run as a plan</td></tr>
 * <tr><td>{@code scan}</td><td>a loop with a carry; {@link org.palinode.autodiff.ScanMemory} says what its gradient keeps</td></tr>
 * <tr><td>{@code checkGradients}</td><td>all of it against central differences, see {@link org.palinode.autodiff.GradientCheck}</td></tr>
 * <tr><td>{@link org.palinode.autodiff.Compilations}</td><td>what was compiled so far</td></tr>
 * <tr><td>{@link org.palinode.autodiff.RandomKey}</td><td>random tensors as values</td></tr>
 * </table>
 *
 * <pre>{@code
 * Mlp mlp = Mlp.random(RandomKey.of(1), Activation.TANH, 2, 16, 1);
 * Tensor x = RandomKey.of(2).normal(TensorType.float64(32, 2));
 * Function<Mlp, Tensor> loss = m -> m.apply(x).square().mean();
 * Mlp gradient = grad(loss).apply(mlp);            // an Mlp again
 * Mlp next = Tree.map((p, g) -> p.minus(g.times(0.1)), mlp, gradient);
 * checkGradients(loss, mlp);
 * }</pre>
 */
package org.palinode.autodiff;
