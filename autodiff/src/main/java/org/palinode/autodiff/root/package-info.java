/**
 * Systems of nonlinear equations R(x) = 0, each solve one primitive with derivatives by the implicit function theorem.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.root.RootFinder}</td><td>Newton, chord and very chord iterations, as immutable values</td></tr>
 * <tr><td>{@link org.palinode.autodiff.root.Tolerances}</td><td>the accuracy of the root</td></tr>
 * <tr><td>{@link org.palinode.autodiff.root.Root}</td><td>the result of a solve: root, status and counts</td></tr>
 * <tr><td>{@link org.palinode.autodiff.root.NoRootException}</td><td>thrown if there is no root and its value is read</td></tr>
 * <tr><td>{@link org.palinode.autodiff.root.RootStatus}</td><td>the end of a solve, as a number that programs can carry</td></tr>
 * </table>
 *
 * <pre>{@code
 * Tensor a = Tensor.of(2.0, 3.0);
 * RootFinder newton = RootFinder.newton().tolerances(1e-12, 1e-12);
 * newton.find(x -> x.square().minus(a), Tensor.of(1.0, 1.0)).value();      // [1.4142135, 1.7320508], with a gradient for a
 * }</pre>
 */
package org.palinode.autodiff.root;
