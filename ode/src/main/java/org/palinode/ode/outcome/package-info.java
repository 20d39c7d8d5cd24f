/**
 * Ends of a solve or of its gradient: {@link org.palinode.ode.outcome.Outcome}, its causes, and the exceptions that carry them.
 * {@code SolveException}, which holds the solution so far, is in {@link org.palinode.ode}.
 *
 * <pre>{@code
 * Solution<Tensor> solution = diffeqsolve(term, solver, 0, 10, y0, args, options.throwing(false));
 * solution.outcome().result();                 // SUCCESSFUL, or MAX_STEPS_REACHED and the like
 * solution.outcome().rejections();             // of attempted steps, by cause
 * solution.explain();                          // the same in words, with advice
 * }</pre>
 */
package org.palinode.ode.outcome;
