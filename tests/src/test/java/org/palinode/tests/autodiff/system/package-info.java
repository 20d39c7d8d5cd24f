/** Linear and nonlinear systems. */
package org.palinode.tests.autodiff.system;
