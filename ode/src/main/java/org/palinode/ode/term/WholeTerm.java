package org.palinode.ode.term;

/** A term that says something of the whole equation, and would be wrong if more was added. */
interface WholeTerm {}
