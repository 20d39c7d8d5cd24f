/**
 * BLAS and LAPACK. {@link org.palinode.autodiff.internal.kernel.blas.OpenBlas} is the one door to them: whoever calls a routine holds the library to one
 * thread first, and is refused what a check at the first use found wrong.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.internal.kernel.blas.OpenBlas}</td><td>the routines</td></tr>
 * <tr><td>{@link org.palinode.autodiff.internal.kernel.blas.SelfCheck}</td><td>two problems with known answers</td></tr>
 * <tr><td>{@link org.palinode.autodiff.internal.kernel.blas.BlasLibrary}</td><td>the library that is loaded: version, core, what the check found, why it is refused</td></tr>
 * <tr><td>{@link org.palinode.autodiff.internal.kernel.blas.BlasCore}, {@link org.palinode.autodiff.internal.kernel.blas.BlasThreads}</td><td>the processor whose kernels it
 * has chosen; its threads</td></tr>
 * </table>
 */
package org.palinode.autodiff.internal.kernel.blas;
