/**
 * Adjoints on one graph side by side: problems to compare them on ({@link org.palinode.examples.compare.AdjointProblem}), comparisons over
 * the number of steps ({@link org.palinode.examples.compare.Sweep}), and both as files.
 */
package org.palinode.examples.compare;
