/** Progress of a long run: a bar with the time left on a terminal, a line now and then elsewhere. */
package org.palinode.examples.progress;
