/** Progress of a long run: a bar with the time left on a terminal, a line now and then elsewhere. Trainings report theirs by {@code org.palinode.train.report}. */
package org.palinode.examples.progress;
