package org.palinode.examples.own;

import org.palinode.examples.data.Observations;

/**
 * Rows that are solved from the first of them on: a series, or a window of one.
 *
 * @param start its place among the starts that are fitted
 * @param rows observed
 * @param trained the number of rows at its beginning that are trained on
 */
record Piece(int start, Observations rows, int trained) {}
