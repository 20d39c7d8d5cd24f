/**
 * Derivatives by watching operations as they happen: a {@link org.palinode.autodiff.tape.Tape} records them and walks back
 * (reverse mode), {@link org.palinode.autodiff.tape.Tangents} carries derivatives along (forward mode), a {@link org.palinode.autodiff.tape.Batch} does them for many at once. Both nest in themselves
 * and in each other, because each passes what it does on to the traces outside.
 */
package org.palinode.autodiff.tape;
