/** Solves in traced code: in compiled and checkpointed functions, in functions of many inputs at once, and in the field of another solve. */
package org.palinode.tests.ode.traced;
