/**
 * Equations on a few numbers as straight-line code: every number lives in a local variable, slices and concatenations are only
 * names, and matrix products and sums are written out. {@link org.palinode.autodiff.internal.plan.straight.Unrolling} finds the scalar
 * operations, {@link org.palinode.autodiff.internal.plan.straight.StraightLineCode} writes them as bytecode, in methods short enough for the
 * JIT compiler.
 */
package org.palinode.autodiff.internal.plan.straight;
