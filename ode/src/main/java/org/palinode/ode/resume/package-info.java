/**
 * The point between two steps at which another solve can continue: {@link org.palinode.ode.resume.ResumePoint} has the time, the solver's
 * {@link org.palinode.ode.resume.SolverCarry} and the controller's state. All of it is plain data that can be written down and read again.
 *
 * <pre>{@code
 * Solution<Tensor> first = diffeqsolve(term, solver, 0, 1, y0, null, options);
 * Solution<Tensor> second = diffeqsolve(term, solver, 1, 2, first.y1(), null, options.from(first.state()));
 * }</pre>
 */
package org.palinode.ode.resume;
