/** Differential equations that are solved in several places, by the names that reference data give them. */
package org.palinode.examples.problems;
