/**
 * Reports of a training: what listeners are told after each step, and listeners that write it down.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.train.report.TrainingReport}</td><td>step, loss, metrics, time, parameters</td></tr>
 * <tr><td>{@link org.palinode.train.report.TrainingListener}</td><td>what is called after each step</td></tr>
 * <tr><td>{@link org.palinode.train.report.TrainingLines}</td><td>a line for each tenth of the way</td></tr>
 * <tr><td>{@link org.palinode.train.report.TrainingBar}</td><td>a bar on a terminal</td></tr>
 * <tr><td>{@link org.palinode.train.report.CsvLog}</td><td>a row for each step</td></tr>
 * <tr><td>{@link org.palinode.train.report.TensorBoardLog}</td><td>event files for TensorBoard</td></tr>
 * </table>
 *
 * <pre>{@code
 * trainer.listening(new TrainingLines(new PrintWriter(System.err, true)));
 * trainer.listening(report -> System.out.println(report.step() + " " + report.loss()));
 * }</pre>
 */
package org.palinode.train.report;
