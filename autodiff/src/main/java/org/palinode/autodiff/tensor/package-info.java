/**
 * Tensors and their operations. Each operation stands in one file with its name, shape rule, kernel, VJP and JVP. Operations on each number
 * by itself are entries in tables: Arithmetic, Comparisons, Kinked, Exponentials, Trigonometric. Tensor and operations know each other, so
 * they share a package. Traces (tapes, programs) enter through {@link org.palinode.autodiff.tensor.Trace} and are not known here.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.tensor.Tensor}</td><td>the value and its methods</td></tr>
 * <tr><td>{@link org.palinode.autodiff.tensor.Primitive}, {@link org.palinode.autodiff.tensor.Operation}</td><td>the form of an operation</td></tr>
 * <tr><td>Elementwise, MatMul, Solve, Sum, Max</td><td>arithmetic</td></tr>
 * <tr><td>Reshape, Transpose, BroadcastTo, Slice, Place, Concatenate, Cast</td><td>numbers in other places</td></tr>
 * <tr><td>{@link org.palinode.autodiff.tensor.Trace}, {@link org.palinode.autodiff.tensor.TracedTensor}</td><td>watchers of operations</td></tr>
 * </table>
 *
 * <pre>{@code
 * Tensor x = Tensor.of(1, 2, 3);
 * Tensor w = Tensor.of(new double[][] {{1, 0}, {0, 1}, {1, 1}});
 * x.matmul(w).tanh().sum().item();     // 1.9992...
 * }</pre>
 */
package org.palinode.autodiff.tensor;
