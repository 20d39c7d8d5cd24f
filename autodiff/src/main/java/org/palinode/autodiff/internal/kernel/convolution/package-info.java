/**
 * Kernels of convolutions: patches of some images at a time become columns of a matrix in the cache, and BLAS multiplies it. Knows sizes and
 * memory, no tensors.
 */
package org.palinode.autodiff.internal.kernel.convolution;
