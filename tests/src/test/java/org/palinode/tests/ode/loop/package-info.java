/** The loop round the steps and the record of them: what they cost, allocate and hold, also in solves of very many steps. */
package org.palinode.tests.ode.loop;
