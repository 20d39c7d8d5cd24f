/**
 * Differential equations as one primitive of a graph: {@link org.palinode.ode.DiffEqSolve#diffeqsolve} integrates over any tree of
 * tensors, and the way its gradient is computed is an argument.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.DiffEqSolve}</td><td>{@code diffeqsolve}, meant for {@code import static}</td></tr>
 * <tr><td>{@link org.palinode.ode.SolveEach}</td><td>many solves of one term, side by side</td></tr>
 * <tr><td>{@link org.palinode.ode.Stepper}</td><td>a solve step by step</td></tr>
 * <tr><td>{@link org.palinode.ode.SolveOptions}</td><td>steps, saved values, adjoint, events, limits</td></tr>
 * <tr><td>{@link org.palinode.ode.Solution}</td><td>saved values, dense output, {@link org.palinode.ode.EventOccurrence}s,
 * {@link org.palinode.ode.Statistics}, {@code explain()}</td></tr>
 * <tr><td>{@link org.palinode.ode.SolveException}</td><td>a failed solve, with the solution so far</td></tr>
 * <tr><td>{@link org.palinode.ode.CompareAdjoints}</td><td>one loss under several adjoints: an {@link org.palinode.ode.AdjointComparison}</td></tr>
 * <tr><td>{@link org.palinode.ode.Citation}</td><td>BibTeX for the methods of a solve</td></tr>
 * </table>
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
