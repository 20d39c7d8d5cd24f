/** Equations with noise: steps and gradients against the reference's. */
package org.palinode.tests.ode.noise;
