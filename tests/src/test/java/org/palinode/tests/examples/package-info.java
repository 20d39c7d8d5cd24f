/** Tests of the runnable models: data, training and resuming, comparison, plots. */
package org.palinode.tests.examples;
