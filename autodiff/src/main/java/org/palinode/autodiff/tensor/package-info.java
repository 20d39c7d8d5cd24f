/**
 * Tensors and their operations. Each operation stands in one place with its name, shape rule, kernel, VJP and JVP: those on single numbers
 * are entries in tables by subject, the others have a file each. Users meet them as methods of {@link org.palinode.autodiff.tensor.Tensor}.
 * Tensor and operations know each other, so they share a package. Traces (tapes, programs) enter through
 * {@link org.palinode.autodiff.tensor.Trace} and are not known here.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.tensor.Tensor}</td><td>the value and its methods</td></tr>
 * <tr><td>{@link org.palinode.autodiff.tensor.Primitive}, {@link org.palinode.autodiff.tensor.Operation}</td><td>the form of an operation,
 * for those who write one</td></tr>
 * <tr><td>{@link org.palinode.autodiff.tensor.LinearOperation}, {@link org.palinode.autodiff.tensor.IdentityOperation}</td><td>forms with
 * rules of their own</td></tr>
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
