package org.palinode.autodiff.internal.tape;

import java.util.List;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Applied operation with its primal inputs and outputs.
 *
 * @param place what a counter stood at
 */
record Applied(Primitive primitive, List<Tensor> in, List<Tensor> out, int place) {}
