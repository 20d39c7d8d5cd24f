package org.palinode.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.palinode.train.report.CsvLog;
import org.palinode.train.report.TrainingReport;

/** Files of a training, held by its lock: the checkpoint, and the log up to it at least. */
final class TrainingFolder<P> implements Keeper<P> {
    static final String CHECKPOINT = "checkpoint.safetensors";
    static final String LOG = "log.csv";

    private final TrainerSettings<P, ?> settings;
    private final Fingerprint batches;
    private final FolderLock lock;
    private CsvLog log;
    private boolean written;
    private long savedSteps;
    private long savedNanos = System.nanoTime();

    private TrainingFolder(TrainerSettings<P, ?> settings, Fingerprint batches, FolderLock lock) {
        this.settings = settings;
        this.batches = batches;
        this.lock = lock;
    }

    /** The folder of these settings, locked. */
    static <P> TrainingFolder<P> open(TrainerSettings<P, ?> settings) throws IOException {
        return new TrainingFolder<>(settings, Fingerprint.of(settings.batches), FolderLock.take(settings.folder));
    }

    private Path file() {
        return settings.folder.resolve(CHECKPOINT);
    }

    @Override
    public Checkpoint<P> begin(Checkpoint<P> initial, boolean resumes) throws IOException {
        boolean found = Files.exists(file());
        if (found && !resumes) {
            throw new IllegalArgumentException("there is a training in " + settings.folder + " (" + file()
                    + "); continue it by resume(initial), or name another folder");
        }
        Checkpoint<P> start = found ? Checkpoint.read(file(), initial.tensors(), batches) : initial;
        written = found;
        savedSteps = start.steps();
        log = CsvLog.open(settings.folder.resolve(LOG), new ArrayList<>(settings.metrics.keySet()), start.steps());
        return start;
    }

    @Override
    public void report(TrainingReport<? extends P> report) {
        log.report(report);
    }

    @Override
    public boolean isDue(long steps) {
        boolean byTime = settings.savingTime != null
                && Duration.ofNanos(System.nanoTime() - savedNanos).compareTo(settings.savingTime) >= 0;
        return steps > savedSteps && (!written || byTime || steps - savedSteps >= settings.savingSteps);
    }

    /** The log first: where a checkpoint is, its steps are in the log. */
    @Override
    public void save(Checkpoint<P> now) throws IOException {
        if (written && now.steps() == savedSteps) {
            return;
        }
        lock.requireInPlace();
        log.force();
        now.write(file(), batches);
        written = true;
        savedSteps = now.steps();
        savedNanos = System.nanoTime();
    }

    @Override
    public Path checkpoint() {
        return written ? file() : null;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (log != null) {
                log.close();
            }
        }
    }
}
