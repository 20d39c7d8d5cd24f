package org.palinode.autodiff.tensor;

/**
 * An operation that adds to its last input where it lies: the output's memory is that input's memory. Only {@code plan} makes these,
 * for gradients that are summed over many runs.
 */
public interface InPlace extends Operation {}
