/**
 * Eigenvalues of the field's Jacobian, from products with it: how stiff steps are ({@link org.palinode.ode.internal.spectrum.StiffnessEstimate}), and
 * how much a step damps ({@link org.palinode.ode.internal.spectrum.Damping}).
 */
package org.palinode.ode.internal.spectrum;
