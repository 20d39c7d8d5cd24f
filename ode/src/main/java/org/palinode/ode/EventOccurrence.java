package org.palinode.ode;

import org.palinode.autodiff.tensor.Tensor;

/**
 * An event that occurred.
 *
 * @param event the index of the event in {@link SolveOptions#events}
 * @param t the time, a float64 scalar; it has derivatives if the condition is a real one
 * @param y the state at that time, before any reset
 */
public record EventOccurrence<Y>(int event, Tensor t, Y y) {}
