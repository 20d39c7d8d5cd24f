/**
 * Choice of what a solve keeps: values at chosen times ({@link org.palinode.ode.save.SaveAt}), in one output or in several with a function
 * each ({@link org.palinode.ode.save.SubSaveAt}). A solve also keeps its resume point, from which another one continues, if it is asked to.
 *
 * <pre>{@code
 * SaveAt rows = SaveAt.t0().andTs(0.5, 1).andT1();
 * double[] times = diffeqsolve(term, solver, 0, 2, y0, args, options.saveAt(rows)).ts();         // 0, 0.5, 1, 2
 * SaveAt everything = SaveAt.dense();
 * diffeqsolve(term, solver, 0, 2, y0, args, options.saveAt(everything)).evaluate(0.123);
 * }</pre>
 */
package org.palinode.ode.save;
