package org.palinode.train.report;

/** Listener to a training. It is called on the thread that trains, after each step. */
@FunctionalInterface
public interface TrainingListener<P> {
    void report(TrainingReport<? extends P> report);
}
