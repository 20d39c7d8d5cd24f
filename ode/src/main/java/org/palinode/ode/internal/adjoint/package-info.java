/**
 * Gradients of solves: a {@link org.palinode.ode.internal.adjoint.GradientMethod} for each {@link org.palinode.ode.adjoint.Adjoint}, the
 * sweeps back over the steps, and what a pull-back of one step needs.
 *
 * <table>
 * <caption>How a gradient comes about</caption>
 * <tr><td>{@link org.palinode.ode.internal.run.ForwardSolve}</td><td>runs the loop; a {@link org.palinode.ode.internal.run.Retention} of the adjoint
 * listens and keeps {@link org.palinode.ode.internal.run.StepStarts}</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.run.FinishedSolve}</td><td>what came of it: steps, rows, outputs, what was kept</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.adjoint.SolvePrimitive}</td><td>the run as an operation on the tape, which asks the adjoint to pull back</td></tr>
 * <tr><td>{@code RecomputingSweep}, {@code ReversibleSweep}</td><td>bring back the start of each step: kept or recomputed ({@code Recomputation}), or
 * reversed</td></tr>
 * <tr><td>{@code BackwardPass}</td><td>pulls the cotangents through that step, with those of rows, times and events</td></tr>
 * <tr><td>{@code Replay}</td><td>the steps written out instead, for tangents and for derivatives of derivatives</td></tr>
 * <tr><td>{@link org.palinode.ode.adjoint.GradientReport}</td><td>what the gradient took</td></tr>
 * </table>
 */
package org.palinode.ode.internal.adjoint;
