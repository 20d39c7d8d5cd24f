/**
 * The noise of a solve on its way into its steps: which parameters of the field it is, and what writes them before each step
 * ({@link org.palinode.ode.internal.noise.NoiseFeed}).
 */
package org.palinode.ode.internal.noise;
