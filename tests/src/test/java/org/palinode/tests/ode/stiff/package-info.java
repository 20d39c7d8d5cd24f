/** Stiff problems: published ones, sizes up to a thousand unknowns, and how stiffness is noticed and told. */
package org.palinode.tests.ode.stiff;
