/**
 * Numbers that are not finite: {@link org.palinode.ode.internal.anomaly.FiniteGuard} stops at them,
 * {@link org.palinode.ode.internal.anomaly.AnomalySearch} finds the operation that made the first, and
 * {@link org.palinode.ode.internal.anomaly.FailedStep} describes the step at which a solve failed.
 */
package org.palinode.ode.internal.anomaly;
