package org.palinode.ode.progress;

/** Listener to the progress of a solve. It is called on the thread that solves, between two steps. */
@FunctionalInterface
public interface ProgressListener {
    void progress(Progress progress);
}
