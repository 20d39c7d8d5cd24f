/**
 * Observed series: {@link org.palinode.examples.data.Series} holds one, {@link org.palinode.examples.data.SeriesCsv} reads one from a
 * file and names file and line of what is wrong in it.
 */
package org.palinode.examples.data;
