/** What is integrated: terms made of vector fields over any tree of tensors. */
package org.palinode.ode.term;
