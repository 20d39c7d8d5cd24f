/**
 * How the gradient of a solve is computed. Each adjoint says which solver is run, what is kept while it runs, and how cotangents are
 * pulled back; nothing else in a solve depends on it.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><th>adjoint</th><th>memory in n steps</th><th>backward cost, in evaluations of a step (a pull-back counts 2)</th><th>exact</th></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.DirectAdjoint}</td><td>O(n)</td><td>2; 3 beyond its bytes of residuals</td><td>yes</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.RecursiveCheckpointAdjoint}</td><td>O(checkpoints)</td><td>2, and steps taken again: 1 to 2 in all up to its default number of steps</td><td>yes</td></tr>
 * <tr><td>with a {@link org.palinode.ode.adjoint.CheckpointBudget} by maxSteps, in states or in bytes</td><td></td><td></td><td></td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.ReversibleAdjoint}</td><td>O(1), and one pair a resync</td><td>6; forward 2</td><td>yes</td></tr>
 * <tr><td>with a {@link org.palinode.ode.adjoint.Coupling} that is given, or chosen by each solve</td><td></td><td></td><td></td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.BacksolveAdjoint}</td><td>O(1)</td><td>one solve of the continuous adjoint</td><td>no</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.ForwardModeAdjoint}</td><td>O(1)</td><td>a solve with a tangent for each number that is differentiated for</td><td>yes</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.ImplicitAdjoint}, for steady states</td><td>O(1)</td><td>a Jacobian and a linear solve</td><td>yes, at the steady state</td></tr>
 * </table>
 *
 * <table>
 * <caption>How a gradient comes about</caption>
 * <tr><td>{@link org.palinode.ode.adjoint.ForwardSolve}</td><td>runs the loop; a {@link org.palinode.ode.adjoint.Retention} of the adjoint
 * listens and keeps {@link org.palinode.ode.adjoint.Checkpoints}</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.Run}</td><td>what came of it: steps, rows, outputs, what was kept</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.RecordedSolve}</td><td>the run as an operation on the tape, which asks the adjoint to pull back</td></tr>
 * <tr><td>{@code StoredStates}, {@code ReversibleSweep}</td><td>bring back the start of each step: kept or taken again ({@code Recomputation}), or
 * taken back</td></tr>
 * <tr><td>{@code BackwardPass}</td><td>pulls the cotangents through that step, with those of rows, times and events</td></tr>
 * <tr><td>{@code Replay}</td><td>the steps written out instead, for tangents and for derivatives of derivatives</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.GradientReport}</td><td>what the gradient took</td></tr>
 * </table>
 */
package org.palinode.ode.adjoint;
