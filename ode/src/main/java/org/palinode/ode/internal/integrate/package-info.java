/**
 * The integration loop: plain Java around compiled steps. It chooses h, steps, accepts or rejects, and tells
 * {@link org.palinode.ode.internal.integrate.StepListener}s of accepted steps; saving, recording for gradients and resyncs are such listeners,
 * and the loop knows nothing of them.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.internal.integrate.Integration}</td><td>from where to where, by which steps; the first is estimated where it was not
 * given</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.integrate.IntegrationLoop}</td><td>the loop</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.integrate.StepGuard}</td><td>may cut an accepted step, end the solve or change its state</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.integrate.AcceptedSteps}</td><td>the steps that were taken, so that they can be repeated</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.integrate.LookAhead}</td><td>goes some steps ahead, and with {@link org.palinode.ode.internal.spectrum.Damping} says how
 * much a step will damp</td></tr>
 * </table>
 */
package org.palinode.ode.internal.integrate;
