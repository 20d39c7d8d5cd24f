/**
 * Step size control. A {@link org.palinode.ode.controller.StepSizeController} is an immutable rule. Each solve begins
 * {@link org.palinode.ode.controller.StepSizes} of its own, which see the error of every attempted step. Inside, time always runs forward.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.controller.ConstantStepSize}</td><td>steps of one size</td></tr>
 * <tr><td>{@link org.palinode.ode.controller.StepTo}</td><td>from each of the given times to the next</td></tr>
 * <tr><td>{@link org.palinode.ode.controller.PIDController}</td><td>adapts the size to the estimated error</td></tr>
 * <tr><td>{@link org.palinode.ode.controller.ControllerState}</td><td>the state of the sizes of a solve, from which another one continues</td></tr>
 * <tr><td>{@link org.palinode.ode.controller.ClipStepSizeController}</td><td>cuts adaptive steps at given times, at jumps of the field, at
 * rejected ends</td></tr>
 * </table>
 *
 * <pre>{@code
 * StepSizeController adaptive = new PIDController(1e-6, 1e-8).withDtmax(0.5);
 * StepSizeController jumping = new ClipStepSizeController(adaptive).stepTs(1, 2).jumpTs(1.5);
 * SolveOptions options = SolveOptions.standard().controller(jumping);
 * }</pre>
 *
 * <p>A rule of your own implements {@link org.palinode.ode.controller.StepSizeController}: docs/guide/solvers.md.
 */
package org.palinode.ode.controller;
