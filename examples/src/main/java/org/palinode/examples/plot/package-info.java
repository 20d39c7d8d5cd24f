/**
 * Plots of the commands: {@link org.palinode.examples.plot.FitPlot} for a series and the curves fitted to it,
 * {@link org.palinode.examples.plot.LogPlot} for curves over many powers of ten, as PNG and as SVG. A line in JShell is drawn by
 * {@link org.palinode.plot.Plots}.
 *
 * <pre>{@code
 * FitPlot.of(series, model::logs, "Lynx and hare").save(Path.of("fit.png"));
 * }</pre>
 */
package org.palinode.examples.plot;
