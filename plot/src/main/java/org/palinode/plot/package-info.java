/**
 * Line charts as PNG files, by XChart: {@link org.palinode.plot.Plots} in one call, {@link org.palinode.plot.Sheet} for charts that are put
 * together from lines and points.
 *
 * <pre>{@code
 * Plots.save("orbit.png", solution, "prey", "predator");
 * }</pre>
 */
package org.palinode.plot;
