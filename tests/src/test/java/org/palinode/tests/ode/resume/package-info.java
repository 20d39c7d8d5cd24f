/** Solves that continue others, and solves taken step by step. */
package org.palinode.tests.ode.resume;
