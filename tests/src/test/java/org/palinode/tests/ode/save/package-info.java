/** What is saved of a solve, and its gradients. */
package org.palinode.tests.ode.save;
