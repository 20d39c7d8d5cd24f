/**
 * Holds Palinode against reference figures: a folder of JSON files with problems, and with steps, solves and gradients of them that another
 * implementation has computed. {@code ./palinode conform DIR} runs it.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.examples.conform.GoldenFolder}</td><td>the folder: the rows of its files, and the files that are not read</td></tr>
 * <tr><td>{@code GoldenFile}, {@code RowSource}</td><td>the files that are known, and how each is read into rows</td></tr>
 * <tr><td>{@code Entry}, {@code Problem}</td><td>a piece of JSON that knows its place; a problem made of one</td></tr>
 * <tr><td>{@code SingleSteps}, {@code FixedSolves}, {@code AdaptiveSolves}, {@code Gradients}, {@code ReversibleSteps}</td>
 * <td>what a row of each file says, and how it is checked</td></tr>
 * <tr><td>{@code RealSizes}, {@code RealSize}, {@code SizedProblem}, {@code Wave}</td>
 * <td>rows that give a problem by its sizes, and its numbers by formula</td></tr>
 * <tr><td>{@code NoisyProblem}, {@code ItoOrStratonovichProblem}, {@code LangevinProblem}, {@code GivenNoise}, {@code FirstStepField}</td>
 * <td>equations with noise over given increments, and how their rows are checked</td></tr>
 * <tr><td>{@code ControlledProblem}, {@code ReferencePath}</td><td>controlled equations, and the paths that control them</td></tr>
 * <tr><td>{@code SolverNames}</td><td>the one table from names in the data to solvers</td></tr>
 * <tr><td>{@code Comparison}, {@link org.palinode.examples.conform.Mismatch}</td><td>what is compared in a row, and what did not agree</td></tr>
 * <tr><td>{@link org.palinode.examples.conform.Conformance}</td><td>all rows, counted</td></tr>
 * </table>
 */
package org.palinode.examples.conform;
