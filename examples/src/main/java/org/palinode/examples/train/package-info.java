/**
 * Fitting a model to a series, by the trainer of {@code org.palinode.train}, so that a run can be interrupted and resumed bit for bit.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code Settings}</td><td>what decides every number of a run</td></tr>
 * <tr><td>{@code Training}</td><td>the loss, the optimiser and what each step sees</td></tr>
 * <tr><td>{@code Fitted}</td><td>the model after some steps</td></tr>
 * <tr><td>{@code SavedRun}, {@code RunFolder}</td><td>what a run is, in JSON, and the folder of what it leaves behind</td></tr>
 * </table>
 *
 * <pre>{@code
 * Training<?> training = Training.of(Settings.of(ModelName.LOTKA_VOLTERRA), SeriesCsv.lynxHare());
 * training.run(500).describe().forEach(System.out::println);
 * }</pre>
 */
package org.palinode.examples.train;
