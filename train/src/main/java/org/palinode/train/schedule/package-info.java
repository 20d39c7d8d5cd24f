/**
 * Numbers that change with the step, such as a learning rate.
 *
 * <pre>{@code
 * Schedule rate = Schedule.cosine(1e-3, 0, 900).warmUp(0, 100);     // 1000 steps
 * rate.at(50);                                                      // 5.0E-4
 * new Adam(rate);
 * }</pre>
 *
 * <p>A schedule is a function of the number of the step, and has no state. So a run that is resumed at a step has its rate.
 */
package org.palinode.train.schedule;
