/** The front door: states, times, many solves at once, progress, refusals, and solves that fail. */
package org.palinode.tests.ode.solve;
