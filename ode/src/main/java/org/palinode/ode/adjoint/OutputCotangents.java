package org.palinode.ode.adjoint;

import org.palinode.autodiff.memory.Buffer;

/**
 * The cotangents of a solve's outputs.
 *
 * @param rows of the saved rows [m, n]; null where zero
 * @param dense of the dense values [steps, count, n]; null where zero
 * @param steps of the time and size of each step, which come with the dense values [steps, 2]; null where zero
 */
public record OutputCotangents(Buffer rows, Buffer dense, Buffer steps) {}
