/**
 * The benchmark cases, the same as the peer's: what is solved ({@link org.palinode.examples.bench.BenchCase}) and how it is timed
 * ({@link org.palinode.examples.bench.Measurement}).
 */
package org.palinode.examples.bench;
