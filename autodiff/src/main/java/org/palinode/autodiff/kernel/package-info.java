/**
 * Code bound to memory: a {@link org.palinode.autodiff.kernel.Kernel} is made once for given buffers and then run as often
 * as wanted without allocating anything. {@link org.palinode.autodiff.kernel.Blas} calls the BLAS that ND4J brings,
 * for large products once a thread and tile.
 */
package org.palinode.autodiff.kernel;
