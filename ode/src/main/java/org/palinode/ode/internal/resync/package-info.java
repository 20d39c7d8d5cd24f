/**
 * The copy of a reversible solve: {@link org.palinode.ode.internal.resync.Resyncer} sets it back, and decides which steps are stored; it asks
 * {@code GapMeasure} how large the gap is, and {@code ReversalProbe} how far steps can be reversed. The reasons are in docs/design/reversible-derivation.md.
 */
package org.palinode.ode.internal.resync;
