/** Traced programs and plans: what they compute, share, keep and refuse. */
package org.palinode.tests.autodiff.program;
