/**
 * Progress of a solve, and of the sweep that pulls it back. A {@link org.palinode.ode.progress.ProgressListener} receives reports,
 * {@link org.palinode.ode.progress.TextProgress} writes them as lines, and {@link org.palinode.ode.progress.BarProgress} draws a bar on a
 * terminal.
 *
 * <pre>{@code
 * SolveOptions options = SolveOptions.standard().dt0(0.01).onProgress(new TextProgress(new PrintWriter(System.err, true)));
 * }</pre>
 */
package org.palinode.ode.progress;
