/**
 * Tests of the module ode, a room for each of its ideas. In {@code support}, {@link org.palinode.tests.ode.support.Solvers} is the one list of solvers,
 * {@link org.palinode.tests.ode.support.Problems} the one of problems with known solutions: what goes there is checked by all that is parametrised over it.
 */
package org.palinode.tests.ode;
