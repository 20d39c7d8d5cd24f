/** BLAS, and what is seen in a JVM of one's own only: without flags, with little memory, on another core. */
package org.palinode.tests.engine.process;
