package org.palinode.examples.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.palinode.examples.output.WholeFile;
import org.palinode.examples.plot.FitPlot;
import org.palinode.train.SavedTraining;
import org.palinode.train.saving.JsonFile;
import org.palinode.train.saving.MalformedFileException;

/** The folder of a run: {@value #RUN}, {@value #LOSSES}, {@value #PLOT}, and the files of the trainer. */
public record RunFolder(Path path) {
    private static final String RUN = "run.json";
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String LOG = "log.csv";
    private static final String LOSSES = "loss.csv";
    private static final String PLOT = "fit.png";

    /** The run comes last: as long as it is there, the others are known for those of an earlier one, should this be cut short. */
    private static final List<String> SET_ASIDE = List.of(CHECKPOINT, LOG, RUN);

    /**
     * Begins a run, in a folder that is made where it is missing. One that is there is put out of the way; returns where it is now, null if
     * there was none.
     */
    public Path begin(Training<?> training) throws IOException {
        SavedTraining.requireNoneRunning(path);
        boolean earlier = Files.exists(run());
        if (!earlier) {
            requireNoOther();
        }
        for (String file : SET_ASIDE) {
            if (Files.exists(path.resolve(file))) {
                Files.move(path.resolve(file), aside(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        JsonFile.write(run(), SavedRun.of(training));
        return earlier ? aside(RUN) : null;
    }

    private void requireNoOther() {
        for (String file : List.of("series.json", CHECKPOINT)) {
            if (Files.exists(path.resolve(file))) {
                throw new IllegalArgumentException("there is a training of another kind in " + path + " (" + file
                        + "); choose another folder by --out");
            }
        }
    }

    private Path aside(String file) {
        return path.resolve(file.replace(".", ".previous."));
    }

    /** The file that tells what is trained. */
    public Path run() {
        return path.resolve(RUN);
    }

    /** The file with the parameters and the optimiser's state. */
    public Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    public Path plot() {
        return path.resolve(PLOT);
    }

    public Path losses() {
        return path.resolve(LOSSES);
    }

    /** The training that was begun here; refuses a file that {@link #begin} did not write. */
    public Training<?> training() throws IOException {
        if (!Files.isRegularFile(run())) {
            throw new IllegalArgumentException("there is no run in " + path + " (" + run()
                    + " does not exist); begin one without --resume, or name its folder with --out");
        }
        try {
            SavedRun saved = JsonFile.read(run(), SavedRun.class);
            return Training.of(saved.settings(), saved.series());
        } catch (MalformedFileException unreadable) {
            throw new IllegalArgumentException(
                    run() + " is not a run that this version of Palinode saved; " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** The model as it was saved last; at its first parameters if it never was. Refuses parameters that are not those of its model. */
    public <P> Fitted<P> saved(Training<P> training) throws IOException {
        if (!Files.exists(checkpoint())) {
            return new Fitted<>(training, training.initial(), 0);
        }
        try {
            SavedTraining<P> saved = SavedTraining.read(path, training.initial());
            return new Fitted<>(training, saved.parameters(), saved.steps());
        } catch (IllegalArgumentException inconsistent) {
            throw new IllegalArgumentException(checkpoint() + ": " + inconsistent.getMessage(), inconsistent);
        }
    }

    /** Writes the loss of each step, with the number of observations that it saw. */
    public void writeLosses(Training<?> training) throws IOException {
        List<String> rows = Files.exists(path.resolve(LOG)) ? Files.readAllLines(path.resolve(LOG)) : List.of();
        WholeFile.writeCsv(losses(), csv -> {
            csv.writeRecord("step", "observations", "loss");
            rows.stream().skip(1).map(row -> row.split(",")).forEach(row -> {
                long step = Long.parseLong(row[0]);
                csv.writeRecord(row[0], Integer.toString(training.observations(step - 1)), row[2]);
            });
        });
    }

    /** Draws what was observed and what the model makes of it. */
    public void writePlot(Fitted<?> fitted) throws IOException {
        FitPlot.of(fitted.training().fit().series(), fitted::logs, fitted.title())
                .save(plot());
    }
}
