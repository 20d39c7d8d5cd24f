/** What the tests of the module ode share: the one list of solvers, problems with known solutions, one sample with everything in it, and what to differentiate solves for. */
package org.palinode.tests.ode.support;
