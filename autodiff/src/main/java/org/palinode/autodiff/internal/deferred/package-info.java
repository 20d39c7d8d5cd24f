/**
 * Functions that compute with numbers, as operations of a program: they run when the program runs. What decides by numbers how it computes,
 * such as the steps of a solve, becomes part of a traced program in this way. Derivatives of such a function are such functions, so they
 * exist to any order.
 */
package org.palinode.autodiff.internal.deferred;
