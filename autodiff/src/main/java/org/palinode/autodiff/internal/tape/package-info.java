/**
 * Derivatives by watching operations as they happen: a {@link org.palinode.autodiff.internal.tape.Tape} records them and walks back
 * (reverse mode), {@link org.palinode.autodiff.internal.tape.Tangents} carries derivatives along (forward mode), a {@link org.palinode.autodiff.internal.tape.BatchTrace} does them for many at once. They nest in themselves
 * and in each other, because each passes what it does on to the traces outside. {@link org.palinode.autodiff.internal.tape.FiniteCheck} watches for
 * values that are not finite.
 */
package org.palinode.autodiff.internal.tape;
