/**
 * How far a solve is, and the sweep that pulls it back: {@link org.palinode.ode.progress.ProgressListener} is told now and then,
 * {@link org.palinode.ode.progress.TextProgress} writes lines, {@link org.palinode.ode.progress.BarProgress} draws a bar on a terminal.
 *
 * <pre>{@code
 * SolveOptions options = SolveOptions.standard().dt0(0.01).onProgress(new TextProgress(new PrintWriter(System.err, true)));
 * }</pre>
 */
package org.palinode.ode.progress;
