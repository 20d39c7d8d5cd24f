/**
 * A solve from its start to its end: {@link org.palinode.ode.internal.run.ForwardSolve} runs the loop with its listeners,
 * {@link org.palinode.ode.internal.run.Retention} keeps what the gradient needs, and {@link org.palinode.ode.internal.run.FinishedSolve} holds what
 * came of it.
 */
package org.palinode.ode.internal.run;
