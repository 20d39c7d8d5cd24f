/**
 * What ends a solve before t1, or changes its state on the way. An {@link org.palinode.ode.event.Event} is what the user writes; it is traced
 * to {@link org.palinode.ode.event.Events}; {@link org.palinode.ode.event.EventGuard} looks at accepted steps and takes the one in which an
 * event lies again, shorter, by the solver itself; what occurred is an {@link org.palinode.ode.event.Firing}. The mathematics, also of
 * the gradient, is in docs/events.md.
 *
 * <pre>{@code
 * Event<Tensor, Tensor> ground = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0)).falling();
 * Solution<Tensor> fall = diffeqsolve(term, new Tsit5(), 0, Double.POSITIVE_INFINITY, y0, null, options.events(ground));
 * fall.events().get(0).t();       // when, differentiable
 * }</pre>
 */
package org.palinode.ode.event;
