/** Brownian paths, the noise of stochastic differential equations. */
package org.palinode.ode.noise;
