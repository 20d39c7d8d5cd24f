/**
 * Display of Palinode's values in Jupyter notebooks. The kernel JJava finds it on the class path by itself.
 *
 * <table>
 * <caption>What a cell shows</caption>
 * <tr><th>value</th><th>shown as</th></tr>
 * <tr><td>{@code Tensor}, {@code double[]}</td><td>table with type and shape; long axes are shortened</td></tr>
 * <tr><td>tree of tensors: record, list, map</td><td>nested lists that open and close</td></tr>
 * <tr><td>{@code Solution}, {@code Saved}</td><td>chart of the saved rows over time; a table where there are one or two</td></tr>
 * <tr><td>{@code AdjointComparison}</td><td>table, with the notes below</td></tr>
 * <tr><td>{@code GradientReport}, {@code Statistics}, {@code Outcome}</td><td>table of what is not 0</td></tr>
 * <tr><td>a chart of XChart</td><td>picture</td></tr>
 * </table>
 *
 * <p>{@link org.palinode.jupyter.CellProgress} draws the progress of a solve into the cell, and
 * {@link org.palinode.jupyter.CellTrainingBar} that of a training. Errors show the frames of the user, and not those of the engine.
 *
 * <pre>{@code
 * var options = SolveOptions.standard().dt0(1e-4).onProgress(new CellProgress());
 * diffeqsolve(field, new Tsit5(), 0, 10, y0, p, options.saveAt(SaveAt.steps()))
 * }</pre>
 */
package org.palinode.jupyter;
