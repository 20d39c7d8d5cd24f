/**
 * Brownian paths, the noise of stochastic differential equations. A path is a pure function of a key and of time. Solves with other steps,
 * solvers or adjoints hear the same noise, and gradients know which noise a step heard.
 *
 * <table>
 *   <caption>Paths</caption>
 *   <tr><th>path</th><th>for</th></tr>
 *   <tr><td>{@link org.palinode.ode.noise.VirtualBrownianTree}</td><td>any steps, known or found</td></tr>
 *   <tr><td>{@link org.palinode.ode.noise.IndependentIncrements}</td><td>known steps: the fastest</td></tr>
 *   <tr><td>{@link org.palinode.ode.noise.GivenIncrements}</td><td>noise that was measured</td></tr>
 *   <tr><td>{@link org.palinode.ode.noise.StackedPaths}</td><td>batches, and mirrored pairs</td></tr>
 *   <tr><td>{@link org.palinode.ode.noise.CommonPath}</td><td>one noise for all instances of many solves</td></tr>
 * </table>
 */
package org.palinode.ode.noise;
