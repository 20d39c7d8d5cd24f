/**
 * Loops as primitives. A {@link org.palinode.autodiff.internal.scan.Scan} runs one plan for each step; the loops of its tangents, of a batch
 * and of its pull-back are again such loops.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.internal.scan.LoopBody}</td><td>one step as a program</td></tr>
 * <tr><td>{@link org.palinode.autodiff.internal.scan.Kept}</td><td>what is kept for the way back: values of each step, or nothing where a step has an inverse</td></tr>
 * <tr><td>{@code RecordedScan}, {@code WayBack}</td><td>the pull-back</td></tr>
 * <tr><td>{@code LoopTangents}, {@code LoopBatch}</td><td>tangents, and many loops at once</td></tr>
 * <tr><td>{@code ScanLoop}</td><td>the loop in memory</td></tr>
 * </table>
 */
package org.palinode.autodiff.internal.scan;
