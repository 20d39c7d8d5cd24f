/** Loops as primitives: their numbers, their derivatives and what these keep, against the same loops in Java. */
package org.palinode.tests.autodiff.loop;
