package org.palinode.ode;

import org.palinode.autodiff.tensor.Tensor;

/**
 * An event that occurred.
 *
 * @param event its position among the events of the solve
 * @param t when, a scalar; with derivatives where a real condition was zero there
 * @param y the state then, before any reset
 */
public record EventOccurrence<Y>(int event, Tensor t, Y y) {}
