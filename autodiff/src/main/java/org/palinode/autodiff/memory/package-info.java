/**
 * Memory of numbers: typed, dense, row-major buffers outside the Java heap, where BLAS, ND4J and generated kernels can reach them.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.memory.DType}</td><td>float64 or float32</td></tr>
 * <tr><td>{@link org.palinode.autodiff.memory.Shape}</td><td>the lengths of the axes, and how shapes broadcast</td></tr>
 * <tr><td>{@link org.palinode.autodiff.memory.TensorType}</td><td>both together: all that a program knows of a tensor</td></tr>
 * <tr><td>{@link org.palinode.autodiff.memory.Buffer}</td><td>the numbers themselves</td></tr>
 * <tr><td>{@link org.palinode.autodiff.memory.Arena}</td><td>owns buffers and frees them at once when it is closed</td></tr>
 * <tr><td>{@link org.palinode.autodiff.memory.NativeLibraryException}</td><td>says what to add to a build where machine code is missing</td></tr>
 * </table>
 */
package org.palinode.autodiff.memory;
