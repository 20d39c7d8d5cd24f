/**
 * The integration loop: plain Java around compiled steps. It chooses h, steps, accepts or rejects, and tells
 * {@link org.palinode.ode.integrate.StepListener}s of accepted steps; saving, recording for gradients and resyncs are such listeners,
 * and the loop knows nothing of them.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.integrate.StepPrograms}</td><td>what one step of a solver on a field computes, as programs; with its
 * {@link org.palinode.ode.integrate.StepPullBacks}, and {@link org.palinode.ode.integrate.StepReversals} of a reversible solver</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.CompiledStepper}</td><td>those programs bound to {@link org.palinode.ode.integrate.StepMemory}: the
 * state, and one step at a time</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.Integration}</td><td>from where to where, by which steps; the first is estimated where it was not
 * given</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.IntegrationLoop}</td><td>the loop</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.SolveState}</td><td>where a solve stands between two steps, for another one to go on</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.StepGuard}</td><td>may cut an accepted step, end the solve or change its state</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.FiniteGuard}</td><td>stops at what is not finite; {@link org.palinode.ode.integrate.AnomalySearch}
 * finds the operation</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.StepRecord}</td><td>which steps were taken, so that they can be taken again</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.Pilot}</td><td>goes some steps ahead, and with {@link org.palinode.ode.integrate.Damping} says how
 * much a step will damp</td></tr>
 * <tr><td>{@link org.palinode.ode.integrate.Resyncer}</td><td>sets the copy of a reversible solver back, and decides which of its
 * steps are stored; asks {@code GapMeasure} how large the gap is, and {@code ReversalProbe} how
 * far steps can be taken back</td></tr>
 * </table>
 */
package org.palinode.ode.integrate;
