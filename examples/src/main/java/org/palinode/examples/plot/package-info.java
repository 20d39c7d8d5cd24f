/**
 * Plots as PNG files, by XChart, curves over powers of ten as SVG files too: {@link org.palinode.examples.plot.Plots} for a line in JShell,
 * {@link org.palinode.examples.plot.FitPlot} for a series and the curves fitted to it, {@link org.palinode.examples.plot.LogPlot} for
 * curves over many powers of ten.
 *
 * <pre>{@code
 * Plots.save("orbit.png", solution, "prey", "predator");
 * }</pre>
 */
package org.palinode.examples.plot;
