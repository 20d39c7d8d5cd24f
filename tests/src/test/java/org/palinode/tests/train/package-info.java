/** The module train as a whole. */
package org.palinode.tests.train;
