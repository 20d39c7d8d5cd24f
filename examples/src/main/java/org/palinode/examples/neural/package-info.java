/**
 * Three trainings, each a program in one file. Their twins in Python are in examples/peers: spirals.py, latent.py, flow.py.
 *
 * <table>
 * <caption>Programs</caption>
 * <tr><td>{@link org.palinode.examples.neural.SpiralClassifier}</td><td>classes of points by a neural ODE, saved and loaded</td></tr>
 * <tr><td>{@link org.palinode.examples.neural.LatentOscillations}</td><td>latent ODE with a GRU as encoder, series with gaps</td></tr>
 * <tr><td>{@link org.palinode.examples.neural.MoonsFlow}</td><td>continuous normalising flow</td></tr>
 * </table>
 */
package org.palinode.examples.neural;
