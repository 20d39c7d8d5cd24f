/** Accuracy of functions and slopes, and zeros that stay zeros. */
package org.palinode.tests.engine.number;
