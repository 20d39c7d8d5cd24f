/**
 * Finding the events of a solve. Each {@link org.palinode.ode.event.Event} is traced to {@link org.palinode.ode.internal.event.Events}.
 * {@link org.palinode.ode.internal.event.EventGuard} looks at accepted steps; the step in which an event lies is repeated, shorter, by the solver
 * itself. An {@link org.palinode.ode.internal.event.Firing} is an event that occurred.
 */
package org.palinode.ode.internal.event;
