/**
 * Compiled steps of a solver on a field.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.internal.step.StepPrograms}</td><td>what a step computes, as programs; with its pull-backs, and the reversals of a
 * reversible solver</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.step.CompiledStep}</td><td>those programs bound to {@link org.palinode.ode.internal.step.StepMemory}: the
 * state, and one step at a time</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.step.TimeWindows}</td><td>the side of a jump on which a stage takes its time</td></tr>
 * </table>
 */
package org.palinode.ode.internal.step;
