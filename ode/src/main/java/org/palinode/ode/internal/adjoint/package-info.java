/**
 * The computation of a solve's gradient: a {@link org.palinode.ode.internal.adjoint.GradientMethod} for each
 * {@link org.palinode.ode.adjoint.Adjoint}, the sweeps back over the steps, and what a pull-back of one step needs.
 *
 * <table>
 * <caption>From the tape to the pull-back of a step</caption>
 * <tr><td>{@link org.palinode.ode.internal.adjoint.SolvePrimitive}</td><td>a finished solve as an operation on the tape, which asks the method of its
 * adjoint to pull back</td></tr>
 * <tr><td>{@code RecomputingSweep}</td><td>brings the start of each step into the stepper: kept, or recomputed ({@code Recomputation}); with the
 * residuals of the step where a {@link org.palinode.ode.internal.run.ResidualStore} holds them</td></tr>
 * <tr><td>{@code ReversibleSweep}</td><td>reverses the steps of one {@code ReversedSegment} after another, and recomputes a segment that does not
 * come back to its start</td></tr>
 * <tr><td>{@code BackwardPass}</td><td>pulls the cotangents through the step in the stepper, with those of saved rows, times and events</td></tr>
 * <tr><td>{@code StepCotangents}</td><td>the cotangents in memory, and the compiled pull-backs; {@code RowPullBack} and {@code ParameterCotangents}
 * are parts of it</td></tr>
 * <tr><td>{@code RowCotangents}, {@code TimeCotangents}, {@code EventCotangents}</td><td>what is added to them on the way</td></tr>
 * <tr><td>{@code Backsolve}</td><td>solves the continuous adjoint equations ({@code ContinuousAdjoint}) instead, piece by piece</td></tr>
 * <tr><td>{@code Replay}</td><td>writes the steps out instead, for tangents and for derivatives of derivatives</td></tr>
 * <tr><td>{@code SweepCost}, {@code ReportDraft}</td><td>what the gradient took, for its {@link org.palinode.ode.adjoint.GradientReport}</td></tr>
 * </table>
 */
package org.palinode.ode.internal.adjoint;
