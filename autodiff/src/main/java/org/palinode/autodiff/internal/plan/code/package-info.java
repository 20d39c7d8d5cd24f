/**
 * Common parts of fused kernels: the {@link org.palinode.autodiff.internal.plan.code.Fused} primitive,
 * {@link org.palinode.autodiff.internal.plan.code.Views}, which see through equations that move nothing, and
 * {@link org.palinode.autodiff.internal.plan.code.GeneratedClasses}, which turn bytecode into kernels and find equal code again.
 */
package org.palinode.autodiff.internal.plan.code;
