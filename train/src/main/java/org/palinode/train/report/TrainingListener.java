package org.palinode.train.report;

/** Listener to a training. It is called on the thread that trains, after each step. */
@FunctionalInterface
public interface TrainingListener<P> {
    void report(TrainingReport<? extends P> report);

    /** Called once after the last report, however the training ended: by all its steps, early, by an interrupt or by an exception. */
    default void end() {}
}
