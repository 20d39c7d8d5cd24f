/**
 * Terms: right sides of differential equations over any tree of tensors.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.term.VectorField}</td><td>the function f in dy/dt = f(t, y, args)</td></tr>
 * <tr><td>{@link org.palinode.ode.term.ODETerm}</td><td>a vector field in one piece</td></tr>
 * <tr><td>{@link org.palinode.ode.term.MultiTerm}</td><td>the sum of an explicit and an implicit part, for IMEX methods</td></tr>
 * <tr><td>{@link org.palinode.ode.term.SeparableTerm}</td><td>two parts of a {@link org.palinode.ode.term.Pair} that move each other</td></tr>
 * <tr><td>{@link org.palinode.ode.term.Diffusion}</td><td>noise g dW that is added to a term</td></tr>
 * <tr><td>{@link org.palinode.ode.term.ControlTerm}</td><td>an equation f dX driven by a path through data</td></tr>
 * <tr><td>{@link org.palinode.ode.term.LangevinTerm}</td><td>a particle in a potential, with friction and noise</td></tr>
 * <tr><td>{@link org.palinode.ode.term.PathDivergenceTerm}</td><td>an equation with noise and its divergence from a prior</td></tr>
 * </table>
 *
 * <pre>{@code
 * ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, rate) -> y.times(rate).negate());
 * MultiTerm<Tensor, Tensor> driven = MultiTerm.of((t, y, rate) -> t.cos().times(y.onesLike()), decay.field());
 * SeparableTerm<Tensor, Tensor, Tensor> oscillator =
 *         new SeparableTerm<>((t, q, args) -> q.negate(), (t, p, args) -> p);       // a Pair(p, q) of Tensors
 * }</pre>
 */
package org.palinode.ode.term;
