/** Gradients of solves under every adjoint: against formulas, differences and each other; of times, of gradients; what they keep and compute again. */
package org.palinode.tests.ode.adjoint;
