/** Brownian paths: their law, exactly; the algebra of increments; the reference's tree, number by number. */
package org.palinode.tests.engine.noise;
