package org.palinode.examples.progress;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error, with the time that is left. */
final class Bar implements ProgressDisplay {
    private static final int MILLIS = 200;
    /** Of the narrowest usual terminal. The library would find out by taking the terminal over, and Ctrl-C with it. */
    private static final int WIDTH = 79;

    private final ProgressBar bar;

    Bar(String task, int steps) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
    }

    @Override
    public void at(int step, String remark) {
        bar.stepTo(step);
        bar.setExtraMessage(" " + remark);
    }

    @Override
    public void close() {
        bar.close();
    }
}
