package org.palinode.autodiff.internal.plan.code;

import org.palinode.autodiff.tensor.Operation;

/**
 * An operation that adds to its last input where it lies: the output's memory is that input's memory. For gradients that are summed over
 * many runs.
 */
public interface InPlace extends Operation {}
