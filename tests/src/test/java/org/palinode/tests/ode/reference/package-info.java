/** Solves against what others computed or published, and against themselves put differently. */
package org.palinode.tests.ode.reference;
