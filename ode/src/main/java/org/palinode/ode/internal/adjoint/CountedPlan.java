package org.palinode.ode.internal.adjoint;

import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.ode.internal.step.CountedProgram;

/** A plan, and the program it runs, which knows how often a run evaluates the field. */
record CountedPlan(Plan plan, CountedProgram program) {}
