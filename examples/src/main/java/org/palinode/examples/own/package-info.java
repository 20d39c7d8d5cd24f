/**
 * Fits of differential equations to people's own series, by {@code palinode train series FILE.csv}.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code SeriesEquation}</td><td>a model that starts from the first values alone; implement it for one of your own</td></tr>
 * <tr><td>{@code NeuralField}, {@code PredatorPrey}, {@code Epidemic}, {@code OralDose}</td><td>such models</td></tr>
 * <tr><td>{@code SequenceModel}</td><td>a model that reads the series; implement it for one of your own</td></tr>
 * <tr><td>{@code OdeRnn}, {@code LatentOde}, {@code NeuralCde}, {@code NeuralSde}</td><td>such models</td></tr>
 * <tr><td>{@code EquationFitting}, {@code SequenceFitting}</td><td>how each kind is fitted</td></tr>
 * <tr><td>{@code Prepared}, {@code Piece}, {@code Group}</td><td>the data in a model's numbers; windows; what is solved side by side</td></tr>
 * <tr><td>{@code SeriesSettings}, {@code SeriesFit}</td><td>what decides the numbers of a fit, and the fit</td></tr>
 * <tr><td>{@code SeriesFolder}, {@code SeriesPlot}</td><td>what it leaves behind</td></tr>
 * </table>
 */
package org.palinode.examples.own;
