/**
 * Ends of a solve or of its gradient: {@link org.palinode.ode.outcome.Outcome}, its causes, and the exceptions that carry them.
 * {@code SolveException}, which holds the solution so far, is in {@link org.palinode.ode}.
 */
package org.palinode.ode.outcome;
