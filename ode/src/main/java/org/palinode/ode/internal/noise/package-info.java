/**
 * Brownian paths for steps: increments W of an interval and their Lévy areas H and K
 * ({@link org.palinode.ode.noise.Increments}), from a tree that is a pure function of a key and of time
 * ({@link org.palinode.ode.internal.noise.TreeCursor}).
 */
package org.palinode.ode.internal.noise;
