/**
 * Code bound to memory: a {@link org.palinode.autodiff.kernel.Kernel} is made once for given buffers and then run as often
 * as wanted without allocating anything. {@link org.palinode.autodiff.kernel.Blas} multiplies matrices by
 * OpenBLAS ({@link org.palinode.autodiff.kernel.blas}), large ones once a thread and tile.
 */
package org.palinode.autodiff.kernel;
