/**
 * Reporting accepted steps, and the way back of a gradient, to a {@link org.palinode.ode.progress.ProgressListener}.
 */
package org.palinode.ode.internal.progress;
