package org.palinode.examples.own;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;
import org.palinode.examples.output.WholeFile;
import org.palinode.train.SavedTraining;
import org.palinode.train.saving.JsonFile;
import org.palinode.train.saving.MalformedFileException;

/** Folder of a fit: {@value #RUN}, {@value #FORECAST}, {@value #PLOT}, and the checkpoint and log of the trainer. */
public record SeriesFolder(Path path) {
    private static final String RUN = "series.json";
    private static final String FORECAST = "forecast.csv";
    private static final String PLOT = "forecast.png";
    private static final List<String> TRAININGS = List.of("run.json", "checkpoint.safetensors", "log.csv");
    private static final int STEPS = 100;

    /** Refuses a folder that has a fit, or a training of another kind. */
    public void requireNone() {
        if (Files.exists(run())) {
            throw new IllegalArgumentException("there is a fit in " + path
                    + " already; continue it by --resume, or choose another folder by --out");
        }
        for (String file : TRAININGS) {
            if (Files.exists(path.resolve(file))) {
                throw new IllegalArgumentException("there is a training of another kind in " + path + " (" + file
                        + "); choose another folder by --out");
            }
        }
    }

    /** Writes what is fitted. */
    public void begin(SeriesFit<?> fit) throws IOException {
        JsonFile.write(run(), new SavedFit(SavedFit.FORMAT, fit.settings(), fit.data()));
    }

    private Path run() {
        return path.resolve(RUN);
    }

    public Path forecast() {
        return path.resolve(FORECAST);
    }

    public Path plot() {
        return path.resolve(PLOT);
    }

    /**
     * The fit that was begun here.
     *
     * @throws IllegalArgumentException if there is none, or its data are not those that are read now
     */
    public SeriesFit<?> fit(DataSet now) throws IOException {
        if (!Files.isRegularFile(run())) {
            throw new IllegalArgumentException("there is no fit in " + path + " (" + run()
                    + " does not exist); begin one without --resume, or name its folder with --out");
        }
        SavedFit saved = begun();
        if (!saved.data().hasThoseOf(now)) {
            throw new IllegalArgumentException("the fit in " + path + " is of other data than " + now.source()
                    + " has now, or of other columns; begin anew in another --out");
        }
        return SeriesFit.of(saved.settings(), saved.data());
    }

    private SavedFit begun() throws IOException {
        try {
            return JsonFile.read(run(), SavedFit.class);
        } catch (MalformedFileException unreadable) {
            throw new IllegalArgumentException(
                    run() + " is not a fit that this version of Palinode saved; begin anew in another --out; "
                            + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** The parameters as they were saved last. */
    public <P> SavedTraining<P> saved(SeriesFit<P> fit) throws IOException {
        return SavedTraining.read(path, fit.initial());
    }

    /**
     * Writes the curve of each series, from its first time to {@code horizon} after its last, as a table and a plot.
     *
     * @param horizon in the unit of time; 0 for none
     */
    public <P> void write(SeriesFit<P> fit, P parameters, double horizon) throws IOException {
        DataSet data = fit.data();
        List<SeriesCurve> curves = new ArrayList<>();
        for (int i = 0; i < data.series().size(); i++) {
            double[] times = times(data.series().get(i), horizon);
            curves.add(new SeriesCurve(
                    data.series().get(i), times, fit.predict(parameters, i, times), fit.band(parameters, i, times)));
        }
        WholeFile.writeCsv(forecast(), csv -> {
            List<String> header = new ArrayList<>(List.of("series", data.time().name(), "part"));
            header.addAll(SeriesCurve.header(data.names(), curves.get(0).band().isPresent()));
            csv.writeRecord(header);
            curves.forEach(curve -> curve.rows(data.time()).forEach(csv::writeRecord));
        });
        WholeFile.write(plot(), SeriesPlot.png(data, curves));
    }

    /** The observed times, then those of the forecast. */
    private static double[] times(Observations series, double horizon) {
        DoubleStream observed = series.times().stream().mapToDouble(t -> t);
        DoubleStream later = DoubleStream.iterate(1, i -> i + 1)
                .limit(horizon > 0 ? STEPS : 0)
                .map(i -> series.last() + horizon * i / STEPS);
        return DoubleStream.concat(observed, later).toArray();
    }
}
