/**
 * A solve from its start to its end.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.ode.internal.run.SolveRequest}</td><td>what is asked, in numbers</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.run.ForwardSolve}</td><td>runs the loop from a {@code StartingPoint}, with its {@code Observers}</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.run.Retention}</td><td>keeps what the gradient needs: {@link org.palinode.ode.internal.run.StepStarts}, and
 * residuals in a {@link org.palinode.ode.internal.run.ResidualStore}</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.run.FinishedSolve}</td><td>what came of it</td></tr>
 * <tr><td>{@link org.palinode.ode.internal.run.SolveInputs}, {@link org.palinode.ode.internal.run.SolveOutputs}</td><td>the names of what goes into the
 * recorded solve and comes out of it, and of their cotangents</td></tr>
 * </table>
 */
package org.palinode.ode.internal.run;
