package org.palinode.autodiff.internal.plan.loop;

/**
 * A part of a loop: rows r0 to before r1, columns c0 to before c1.
 *
 * @param withLastRow whether the row that is not full belongs to it
 */
record Stretch(int r0, int r1, int c0, int c1, boolean withLastRow) {}
