/** Plans: engines against each other, accuracy of functions, memory. */
package org.palinode.tests.engine;
