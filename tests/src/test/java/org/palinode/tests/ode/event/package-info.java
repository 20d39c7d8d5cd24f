/** Events: where solves end or change, what several at one time do, and derivatives of all that. */
package org.palinode.tests.ode.event;
