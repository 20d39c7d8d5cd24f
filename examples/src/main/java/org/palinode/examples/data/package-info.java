/**
 * Observed series: {@link org.palinode.examples.data.Series} holds one of positive numbers, {@link org.palinode.examples.data.DataSet} any
 * number of them, with gaps and inputs. {@link org.palinode.examples.data.SeriesCsv} and {@link org.palinode.examples.data.DataSetCsv} read
 * them from a file, and name file, line and column of what is wrong in it.
 */
package org.palinode.examples.data;
