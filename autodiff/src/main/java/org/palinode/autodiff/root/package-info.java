/**
 * Systems of nonlinear equations.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.root.RootStatus}</td><td>how a solve ended, as a number that programs can carry</td></tr>
 * </table>
 */
package org.palinode.autodiff.root;
