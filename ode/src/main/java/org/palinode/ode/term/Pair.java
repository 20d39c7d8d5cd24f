package org.palinode.ode.term;

/** A state in two parts, such as positions and momenta; each a tensor or a tree of tensors. */
public record Pair<P, Q>(P first, Q second) {}
