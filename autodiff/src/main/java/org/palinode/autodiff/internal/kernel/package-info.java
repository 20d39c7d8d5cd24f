/**
 * Code bound to memory: a {@link org.palinode.autodiff.memory.Kernel} is made once for given buffers and then run as often
 * as wanted without allocating anything. {@link org.palinode.autodiff.internal.kernel.Blas} multiplies matrices by
 * OpenBLAS ({@link org.palinode.autodiff.internal.kernel.blas}), large ones once a thread and tile.
 */
package org.palinode.autodiff.internal.kernel;
