package org.palinode.ode.progress;

/** Told now and then how far a solve is; on the thread that solves, between two steps. */
@FunctionalInterface
public interface ProgressListener {
    void progress(Progress progress);
}
