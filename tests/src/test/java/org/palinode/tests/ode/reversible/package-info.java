/** Solvers whose steps are reversed: the map against the plain solver, its gradient against Direct, coupling, resyncs, stability. Three classes print the tables of docs/guide/reversible.md. */
package org.palinode.tests.ode.reversible;
