/**
 * Large kernels on several threads. A kernel that is worth it divides its work into {@link org.palinode.autodiff.internal.kernel.parallel.KernelParts}
 * that do not meet, once, when it is bound; {@link org.palinode.autodiff.internal.kernel.parallel.Workers} run them. Who runs which part
 * decides nothing about the numbers.
 */
package org.palinode.autodiff.internal.kernel.parallel;
