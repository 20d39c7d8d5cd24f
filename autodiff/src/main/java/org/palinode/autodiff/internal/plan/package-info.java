/**
 * Programs made runnable. A {@link org.palinode.autodiff.internal.plan.Plan} gives every value of a program a fixed place in one arena, lets
 * values whose lifetimes do not meet share places, binds a kernel to each equation, and then runs without allocating anything
 * and without calling ND4J's executioner.
 *
 * <pre>{@code
 * Plan plan = Plan.of(program).in(arena).accumulate(1, gradient).build();
 * plan.input(0).put(1, 2, 3);
 * plan.run();
 * plan.output(0).toArray();
 * }</pre>
 */
package org.palinode.autodiff.internal.plan;
