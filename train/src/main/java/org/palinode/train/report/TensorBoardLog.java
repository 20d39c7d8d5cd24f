package org.palinode.train.report;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Event file for TensorBoard ({@code tensorboard --logdir FOLDER}): the loss of each step and the metrics, as float32 numbers. Each session
 * writes a file of its own. Where it begins at an earlier step than another one ended, TensorBoard shows the later session.
 */
public final class TensorBoardLog implements TrainingListener<Object>, AutoCloseable {
    private static final int WALL_TIME = 1, STEP = 2, FILE_VERSION = 3, SUMMARY = 5, SESSION_LOG = 7;
    private static final int VALUE = 1, TAG = 1, SIMPLE_VALUE = 2, STATUS = 1, START = 1;

    private final Path file;
    private final OutputStream out;
    private final InstantSource clock;
    private boolean begun;

    private TensorBoardLog(Path file, OutputStream out, InstantSource clock) {
        this.file = file;
        this.out = out;
        this.clock = clock;
    }

    /**
     * A new event file in a folder, which is made where it is missing.
     *
     * @throws IOException if it cannot be written; names it
     */
    public static TensorBoardLog in(Path folder) throws IOException {
        return in(folder, Clock.systemUTC());
    }

    /** A new event file whose times are those of a clock. */
    public static TensorBoardLog in(Path folder, InstantSource clock) throws IOException {
        Objects.requireNonNull(clock, "an event file needs a clock, got null");
        Files.createDirectories(folder);
        long millis = clock.millis();
        Path file = folder.resolve("events.out.tfevents." + millis / 1000 + "." + millis % 1000 + ".palinode."
                + ProcessHandle.current().pid());
        OutputStream out =
                new FileOutputStream(Files.createFile(file).toFile()); // no channel: an interrupt would close it
        TensorBoardLog log = new TensorBoardLog(file, out, clock);
        log.append(new EventRecord().number(WALL_TIME, log.seconds()).text(FILE_VERSION, "brain.Event:2"));
        return log;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    @Override
    public void report(TrainingReport<?> now) {
        if (!begun) {
            append(event(now).message(SESSION_LOG, new EventRecord().number(STATUS, (long) START)));
            begun = true;
        }
        EventRecord summary = new EventRecord().message(VALUE, scalar("loss", now.loss()));
        now.metrics().forEach((name, value) -> summary.message(VALUE, scalar(name, value)));
        append(event(now).message(SUMMARY, summary));
    }

    private EventRecord event(TrainingReport<?> now) {
        return new EventRecord().number(WALL_TIME, seconds()).number(STEP, now.step());
    }

    private static EventRecord scalar(String tag, double value) {
        return new EventRecord().text(TAG, tag).number(SIMPLE_VALUE, (float) value);
    }

    private double seconds() {
        return clock.millis() / 1000.0;
    }

    private void append(EventRecord event) {
        try {
            out.write(event.record());
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
