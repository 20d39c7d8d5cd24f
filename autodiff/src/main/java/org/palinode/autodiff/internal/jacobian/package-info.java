/**
 * Jacobians of programs, by as few products as the structure of the matrix allows.
 */
package org.palinode.autodiff.internal.jacobian;
