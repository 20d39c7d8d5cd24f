/**
 * Functions of numbers that kernels call: on single numbers in {@link org.palinode.autodiff.internal.kernel.function.ScalarFunctions}, on
 * arrays with the Vector API in {@link org.palinode.autodiff.internal.kernel.function.VectorFunctions}, which may be used only where the module
 * {@code jdk.incubator.vector} is there.
 */
package org.palinode.autodiff.internal.kernel.function;
