/**
 * Events: conditions that end a solve before t1, or change its state on the way. An {@link org.palinode.ode.event.Event} has a condition on
 * (t, y, args), a direction, and an action where the condition crosses zero. The mathematics, also of the gradient, is in docs/guide/events.md.
 *
 * <pre>{@code
 * Event<Tensor, Tensor> ground = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0)).falling();
 * Solution<Tensor> fall = diffeqsolve(term, new Tsit5(), 0, Double.POSITIVE_INFINITY, y0, null, options.events(ground));
 * fall.events().get(0).t();       // when, differentiable
 * }</pre>
 */
package org.palinode.ode.event;
