/**
 * How long the next step is. A {@link org.palinode.ode.controller.StepSizeController} is an immutable rule; each solve begins a
 * {@link org.palinode.ode.controller.StepSizes} of its own, which sees the error of every attempted step. Inside, time always runs forward.
 */
package org.palinode.ode.controller;
