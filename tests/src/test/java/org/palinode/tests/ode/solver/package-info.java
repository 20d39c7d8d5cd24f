/** Solvers one by one: tableaus and order conditions, observed orders, evaluations a step takes, stages and their times, solvers that users write. */
package org.palinode.tests.ode.solver;
