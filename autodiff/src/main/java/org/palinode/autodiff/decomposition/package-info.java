/**
 * Matrices taken apart: Cholesky's factor, QR, eigenvalues of symmetric matrices, singular values, determinants, least squares. All work on
 * the last two axes, so leading axes are batches, in double precision inside, by LAPACK.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.decomposition.LinearAlgebra}</td><td>all of them, as functions</td></tr>
 * <tr><td>{@link org.palinode.autodiff.decomposition.Qr}, {@link org.palinode.autodiff.decomposition.Eigen},
 * {@link org.palinode.autodiff.decomposition.Svd}, {@link org.palinode.autodiff.decomposition.Determinant}</td><td>results of several tensors</td></tr>
 * </table>
 *
 * <pre>{@code
 * Tensor a = Tensor.of(new double[][] {{4, 2}, {2, 3}});
 * LinearAlgebra.cholesky(a);                      // [[2, 0], [1, √2]]
 * LinearAlgebra.eigh(a).values();                 // [1.438, 5.562]
 * }</pre>
 */
package org.palinode.autodiff.decomposition;
