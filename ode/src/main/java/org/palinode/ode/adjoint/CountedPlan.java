package org.palinode.ode.adjoint;

import org.palinode.autodiff.plan.Plan;
import org.palinode.ode.integrate.CountedProgram;

/** A plan, and the program it runs, which knows how often a run evaluates the field. */
record CountedPlan(Plan plan, CountedProgram program) {}
