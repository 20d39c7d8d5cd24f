package org.palinode.examples.own;

/**
 * Bounds of what a series may be: a row for each time, a number for each column.
 *
 * @param low one in twenty lies below
 * @param high one in twenty lies above
 */
public record Band(double[][] low, double[][] high) {}
