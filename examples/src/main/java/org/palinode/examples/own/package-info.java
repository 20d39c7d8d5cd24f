/**
 * Fits of differential equations to people's own series, by {@code palinode train series FILE.csv}.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code SeriesEquation}</td><td>what a model is; implement it for one of your own</td></tr>
 * <tr><td>{@code NeuralField}, {@code PredatorPrey}, {@code Epidemic}, {@code OralDose}</td><td>models that are there</td></tr>
 * <tr><td>{@code SeriesSettings}, {@code SeriesFit}</td><td>what decides the numbers of a fit, and the fit</td></tr>
 * <tr><td>{@code SeriesFolder}, {@code SeriesPlot}</td><td>what it leaves behind</td></tr>
 * </table>
 */
package org.palinode.examples.own;
