/**
 * Differential equations with parameters to be fitted.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code SeriesModel}</td><td>what a fit needs to know of a model</td></tr>
 * <tr><td>{@code NeuralOde}</td><td>a network as the field, for any number of columns</td></tr>
 * <tr><td>{@code LotkaVolterra}</td><td>predator and prey, four rates</td></tr>
 * <tr><td>{@code Fit}</td><td>a model and the series it is fitted to: the loss</td></tr>
 * <tr><td>{@code AdjointName}</td><td>the adjoints as the command line names them</td></tr>
 * </table>
 */
package org.palinode.examples.model;
