/**
 * Kernels under JMH: {@code ./palinode jmh [NAME ...]}. Each benchmark runs a plan as a solve would; whole solves are timed by
 * {@code ./palinode bench}.
 *
 * <table>
 * <caption>Benchmarks</caption>
 * <tr><th>class</th><th>what it times</th><th>unit</th></tr>
 * <tr><td>{@link org.palinode.benchmarks.Functions}</td><td>one elementwise function of 1,000 numbers</td><td>ns a number</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Chains}</td><td>chains of elementwise operations, fused into one loop</td><td>ns a number</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Reductions}</td><td>sums and maxima over rows, columns, everything</td><td>ns a number</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Operations}</td><td>softmax, layer norm, running sums, take; values and gradients</td><td>µs a run</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Convolutions}</td><td>convolutions of 64 images; values and gradients</td><td>µs a run</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Products}</td><td>products of small matrices</td><td>ns a product</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Steps}</td><td>one step of Tsit5 for each size of the state, and its VJP</td><td>ns a step</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Loops}</td><td>a recurrent cell in a scan, forward and with its gradient</td><td>ns a step</td></tr>
 * <tr><td>{@link org.palinode.benchmarks.Residuals}</td><td>a step that leaves residuals, and its VJP from them and without</td><td>µs a step</td></tr>
 * </table>
 */
package org.palinode.benchmarks;
