/**
 * Fitting a model to a series, step by step, so that a run can be interrupted and resumed bit for bit.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code Settings}</td><td>what decides every number of a run</td></tr>
 * <tr><td>{@code Training}</td><td>the run itself: gradient, clipping, Adam, one step at a time</td></tr>
 * <tr><td>{@code AdamOptimiser}</td><td>ND4J's Adam with a state that can be kept</td></tr>
 * <tr><td>{@code SavedRun}, {@code RunFolder}</td><td>all of a run in JSON, and the folder of what it leaves behind</td></tr>
 * </table>
 *
 * <pre>{@code
 * Training<?> training = Training.begin(Settings.of(ModelName.LOTKA_VOLTERRA), SeriesCsv.lynxHare());
 * training.run(500);
 * training.describe().forEach(System.out::println);
 * }</pre>
 */
package org.palinode.examples.train;
