/**
 * Tests of the module ode. {@link org.palinode.tests.ode.Solvers} is the one list of solvers, {@link org.palinode.tests.ode.Problems} the one
 * of problems with known solutions: what goes there is checked by all that is parametrised over it.
 */
package org.palinode.tests.ode;
