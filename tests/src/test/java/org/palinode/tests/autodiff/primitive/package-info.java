/** Primitives: their values, shapes, rules, kinks and refusals. */
package org.palinode.tests.autodiff.primitive;
