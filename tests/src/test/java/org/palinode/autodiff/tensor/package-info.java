/** What tests need of the operations of autodiff that only {@link org.palinode.autodiff.tensor.Tensor} knows. */
package org.palinode.autodiff.tensor;
