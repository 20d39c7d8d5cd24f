/**
 * Grouping of equations that run together. {@link org.palinode.autodiff.internal.plan.fusion.Fusion} goes through a program once and puts
 * each equation into the group of those it reads from, if it fits and no other group stands between them; groups become
 * {@link org.palinode.autodiff.internal.plan.straight.StraightLine} code where they work on a few numbers and a
 * {@link org.palinode.autodiff.internal.plan.loop.Loop} where they work on many.
 */
package org.palinode.autodiff.internal.plan.fusion;
