package org.palinode.ode.adjoint;

import org.palinode.autodiff.memory.Buffer;

/**
 * The cotangents of a solve's outputs.
 *
 * @param rows of the saved rows [m, n]; null where zero
 * @param dense of the dense values [steps, count, n]; null where zero
 */
public record OutputCotangents(Buffer rows, Buffer dense) {}
