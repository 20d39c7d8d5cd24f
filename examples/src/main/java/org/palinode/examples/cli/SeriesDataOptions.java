package org.palinode.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.DataSetCsv;
import org.palinode.examples.data.TimeUnit;
import picocli.CommandLine.Option;

/** Options that say how a table of series is read. */
final class SeriesDataOptions {
    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "Column of times; by default the first, or the one after the id.")
    private String time;

    @Option(
            names = "--time-unit",
            paramLabel = "UNIT",
            defaultValue = "DAYS",
            description = "Of the numbers that dates become: ${COMPLETION-CANDIDATES}; days by default.")
    private TimeUnit unit;

    @Option(names = "--id", paramLabel = "COLUMN", description = "Column that tells several series apart.")
    private String id;

    @Option(
            names = "--columns",
            paramLabel = "COLUMN",
            split = ",",
            description = "What is observed; all columns left by default.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "COLUMN",
            split = ",",
            description = "Inputs u(t); the last value holds after the last time.")
    private List<String> inputs = new ArrayList<>();

    DataSet read(Path file) throws IOException {
        return new DataSetCsv(time, unit, id, columns, inputs).read(file);
    }
}
