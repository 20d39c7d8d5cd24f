/** Sizes at which the engine and BLAS go over to something else, and beyond them. */
package org.palinode.tests.engine.size;
