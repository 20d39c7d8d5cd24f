/** Work-precision tables: the error that solvers reach on problems with known ends, and the evaluations that it takes. */
package org.palinode.examples.precision;
