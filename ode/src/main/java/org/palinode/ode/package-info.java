/**
 * Differential equations as one primitive of a graph: {@link org.palinode.ode.DiffEqSolve#diffeqsolve} integrates over any tree of
 * tensors, and the way its gradient is computed is an argument.
 *
 * <pre>{@code
 * Function<Tensor, Tensor> loss = p -> {
 *     ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(p).negate());
 *     SolveOptions options = SolveOptions.standard().dt0(0.01).adjoint(new ReversibleAdjoint());
 *     return diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1.0), null, options).y1().sum();
 * };
 * grad(loss).apply(Tensor.scalar(2));     // -0.1353353 = -e^-2
 * }</pre>
 */
package org.palinode.ode;
