/** Paths through data. */
package org.palinode.tests.ode.path;
