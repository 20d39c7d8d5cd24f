package org.palinode.examples.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.palinode.examples.output.WholeFile;
import org.palinode.examples.plot.FitPlot;

/** The folder of what a run leaves behind: {@value #RUN}, {@value #LOSSES} and {@value #PLOT}. */
public record RunFolder(Path path) {
    private static final String RUN = "run.json";
    private static final String PREVIOUS = "run.previous.json";
    private static final String LOSSES = "loss.csv";
    private static final String PLOT = "fit.png";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** Makes the folder, where it is missing: a place that cannot be written to is better found before the work than after it. */
    public void prepare() throws IOException {
        Files.createDirectories(path);
    }

    /** Puts the run that is there out of the way of one that begins anew; returns where it is now, null if there was none. */
    public Path setAside() throws IOException {
        if (!Files.exists(run())) {
            return null;
        }
        return Files.move(run(), path.resolve(PREVIOUS), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file that a run is resumed from. */
    public Path run() {
        return path.resolve(RUN);
    }

    public Path plot() {
        return path.resolve(PLOT);
    }

    public Path losses() {
        return path.resolve(LOSSES);
    }

    /** Writes everything that is needed to go on. The file is whole at every moment, whatever becomes of this JVM. */
    public void save(Training<?> training) throws IOException {
        WholeFile.write(run(), MAPPER.writeValueAsBytes(training.saved()));
    }

    /** Reads what {@link #save} wrote; refuses anything else. */
    public SavedRun load() throws IOException {
        if (!Files.isRegularFile(run())) {
            throw new IllegalArgumentException("there is no run in " + path + " (" + run()
                    + " does not exist); begin one without --resume, or name its folder with --out");
        }
        try {
            return MAPPER.readValue(run().toFile(), SavedRun.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalArgumentException(
                    run() + " is not a run that this version of Palinode saved: " + unreadable.getOriginalMessage(),
                    unreadable);
        }
    }

    /** The run as it was when it was saved; refuses parameters that are not those of its model. */
    public Training<?> resume(SavedRun saved) {
        try {
            return Training.resume(saved);
        } catch (IllegalArgumentException inconsistent) {
            throw new IllegalArgumentException(run() + ": " + inconsistent.getMessage(), inconsistent);
        }
    }

    /** Writes the loss of each step. */
    public void writeLosses(Training<?> training) throws IOException {
        WholeFile.writeCsv(losses(), csv -> {
            csv.writeRecord("step", "observations", "loss");
            List<Double> losses = training.losses();
            for (int i = 0; i < losses.size(); i++) {
                csv.writeRecord(
                        Integer.toString(i + 1),
                        Integer.toString(training.observations(i)),
                        losses.get(i).toString());
            }
        });
    }

    /** Draws what was observed and what the model makes of it. */
    public void writePlot(Training<?> training) throws IOException {
        FitPlot.of(training.fit().series(), training::logs, training.title()).save(plot());
    }
}
