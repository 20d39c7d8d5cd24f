/**
 * Adjoints: ways to compute the gradient of a solve. Each adjoint determines the solver that runs, what is kept while it runs, and how
 * cotangents are pulled back. Nothing else in a solve depends on it.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><th>adjoint</th><th>memory in n steps</th><th>backward cost, in evaluations of a step (a pull-back counts 2)</th><th>exact</th></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.DirectAdjoint}</td><td>O(n)</td><td>2; 3 beyond its bytes of residuals</td><td>yes</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.RecursiveCheckpointAdjoint}</td><td>O(checkpoints)</td><td>2, and steps recomputed: 1 to 2 in all up to its default number of steps</td><td>yes</td></tr>
 * <tr><td>with a {@link org.palinode.ode.adjoint.CheckpointBudget} by maxSteps, in states or in bytes</td><td></td><td></td><td></td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.ReversibleAdjoint}</td><td>O(1), and one pair a resync</td><td>6; forward 2</td><td>yes</td></tr>
 * <tr><td>with a {@link org.palinode.ode.adjoint.Coupling} that is given, or chosen by each solve</td><td></td><td></td><td></td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.BacksolveAdjoint}</td><td>O(1)</td><td>one solve of the continuous adjoint</td><td>no</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.ForwardModeAdjoint}</td><td>O(1)</td><td>a solve with a tangent for each number that is differentiated for</td><td>yes</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.ImplicitAdjoint}, for steady states</td><td>O(1)</td><td>a Jacobian and a linear solve</td><td>yes, at the steady state</td></tr>
 * </table>
 *
 * <pre>{@code
 * SolveOptions options = SolveOptions.standard().dt0(0.01);
 * Function<Adjoint, UnaryOperator<Tensor>> gradient = adjoint -> grad((Tensor rate) -> {
 *     ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, p) -> y.times(p).negate());
 *     return diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1.0), rate, options.adjoint(adjoint)).y1().sum();
 * });
 * gradient.apply(new ReversibleAdjoint()).apply(Tensor.scalar(2));       // -0.1353353 = -e^-2
 * gradient.apply(new DirectAdjoint()).apply(Tensor.scalar(2));           // the same, to rounding
 * }</pre>
 */
package org.palinode.ode.adjoint;
