/**
 * Right sides of differential equations: vector fields over any tree of tensors, in one piece ({@link org.palinode.ode.term.ODETerm}) or as
 * the sum of an explicit and an implicit part ({@link org.palinode.ode.term.MultiTerm}), or of two parts of the state that move each other
 * ({@link org.palinode.ode.term.SeparableTerm}).
 */
package org.palinode.ode.term;
