/**
 * Maps from free numbers to numbers under a constraint, for parameters that an optimiser may move anywhere: positive rates, fractions,
 * probabilities that add up to 1.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.constraint.Positive}</td><td>(0, ∞), by exp or softplus</td></tr>
 * <tr><td>{@link org.palinode.autodiff.constraint.Interval}</td><td>(low, high), by the sigmoid</td></tr>
 * <tr><td>{@link org.palinode.autodiff.constraint.Simplex}</td><td>positive numbers that add up to 1, by breaking a stick</td></tr>
 * </table>
 *
 * <pre>{@code
 * Constraint rates = Positive.BY_EXP;
 * Tensor free = rates.free(Tensor.of(1.5, 1, 3, 1));
 * grad((Tensor p) -> loss(rates.value(p))).apply(free);
 * }</pre>
 */
package org.palinode.autodiff.constraint;
