package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.DataSetCsv;
import org.palinode.examples.data.MalformedSeriesException;
import org.palinode.examples.data.Observations;
import org.palinode.examples.data.TimeUnit;
import org.palinode.train.saving.JsonFile;

class DataSetCsvTest {
    private static final double NAN = Double.NaN;

    @TempDir
    Path folder;

    @Test
    void readsSeveralSeriesWithGapsInputsAndAnySign() throws IOException {
        DataSet data = new DataSetCsv("t", TimeUnit.DAYS, "who", List.of("b", "a"), List.of("u"))
                .read(
                        file(
                                "\uFEFF# made up\nwho,t,a,b,u,rest\nx,0,-1,?,1,words\ny,0,0,2,NA,\nx,0.5,,4,,\n\ny,2,1e3,NaN,7,\n"));
        assertEquals(List.of("b", "a"), data.names());
        assertEquals(
                List.of(
                        new Observations(
                                "x",
                                List.of(0.0, 0.5),
                                List.of(List.of(NAN, -1.0), List.of(4.0, NAN)),
                                List.of(List.of(1.0), List.of(NAN))),
                        new Observations(
                                "y",
                                List.of(0.0, 2.0),
                                List.of(List.of(2.0, 0.0), List.of(NAN, 1000.0)),
                                List.of(List.of(NAN), List.of(7.0)))),
                data.series());
        assertEquals(5, data.known());
        assertEquals(1.25, data.spacing());
        assertEquals(
                "2 series with 5 values of b, a and inputs u, from " + folder.resolve("data.csv"), data.toString());
    }

    @Test
    void comesBackFromJsonWithItsGaps() throws IOException {
        DataSet data = DataSetCsv.standard().read(file("t,a\n0,1\n0.1,\n3,-2\n0.2,NA\n1,2\n"));
        assertEquals(
                List.of("2 lines have no value at all and were left out", "the lines were sorted by time"),
                data.notes());
        DataSet gaps = DataSetCsv.standard().read(file("t,a,b\n0,1,\n0.1,,3\n"));
        JsonFile.write(folder.resolve("data.json"), gaps);
        assertEquals(gaps, JsonFile.read(folder.resolve("data.json"), DataSet.class));
    }

    @ParameterizedTest
    @CsvSource({
        "DAYS, 2024-02-28, 2024-03-01, 2, 2024-03-01",
        "HOURS, 2024-02-28T23:30, 2024-02-29 01:00, 1.5, 2024-02-29T01:00:00",
        "MINUTES, 2024-02-28T23:30:00+02:00, 2024-02-28T21:31:30Z, 1.5, 2024-02-28T21:31:30Z",
        "WEEKS, 2024-02-28, 2024-03-06, 1, 2024-03-06",
        "YEARS, 2020-01-01, 2024-01-01, 4, 2024-01-01"
    })
    void datesAreTimeSinceTheFirst(TimeUnit unit, String first, String second, double number, String written)
            throws IOException {
        DataSet data = new DataSetCsv(null, unit, null, List.of(), List.of())
                .read(file("when\ta\n" + first + "\t1\n" + second + "\t2\n"));
        assertEquals(List.of(0.0, number), data.series().get(0).times());
        assertEquals(written, data.time().format(number));
        assertEquals(
                "when, " + unit + " since " + data.time().format(0), data.time().label());
    }

    @Test
    void semicolonsSeparateAsWellAndNumbersStayThemselves() throws IOException {
        DataSet data = DataSetCsv.standard().read(file("t;\"a, in mol\"\n1.5;2\n3;4\n"));
        assertEquals(List.of("a, in mol"), data.names());
        assertEquals("1.5", data.time().format(1.5));
        assertEquals("3", data.time().format(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|: the file is empty; its first line names the columns",
                "t,a|: there are names and no lines of numbers; add some",
                "t|:1: a series needs a time column and at least one more, got t; columns are separated by commas, semicolons or tabs, and lines above their names begin with #",
                "t,a,a;0,1,1|:1: each column needs a name of its own, got t,a,a",
                "t,a,;0,1,;1,2,|:1: column 3 of 3 has no name; name it, or take it and a separator at the end of each line out",
                "0,1;1,2|:1: the first line names the columns, as in time,a,b, got the number 0",
                "t,a;0,1;1|:3: 1 values for the 2 columns t,a; complete the line (a missing value is NA or nothing), or take it out",
                "t,a;0,1;1,x|:3: \"x\" in column a is not a finite number; write numbers like 12.5, and NA for a missing value, or choose other columns by --columns",
                "t,a;0,1;1,1e999|:3: \"1e999\" in column a is not a finite number; write numbers like 12.5, and NA for a missing value, or choose other columns by --columns",
                "t,a;0,1;1,inf|:3: \"inf\" in column a is not a finite number; write numbers like 12.5, and NA for a missing value, or choose other columns by --columns",
                "t,a;0,1;1,\"1,234\"|:3: \"1,234\" in column a has a comma, which may be a decimal one or part thousands; write numbers like 1234.5",
                "t,a;0,1;,2|:3: the time in column t is missing; add it, or take the line out",
                "t,a;NA,1;1,2|:2: the time in column t is missing; add it, or take the line out",
                "t,a;31.5.2024,1|:2: \"31.5.2024\" in the time column t is neither a number nor a date in ISO 8601; write 12.5, 2024-05-31 or 2024-05-31T14:30, or choose another column by --time; one that tells series apart is named by --id",
                "t,a;2024-02-30,1|:2: \"2024-02-30\" in the time column t is neither a number nor a date in ISO 8601; write 12.5, 2024-05-31 or 2024-05-31T14:30, or choose another column by --time; one that tells series apart is named by --id",
                "t,a;2024-05-31,1;7,2|:3: \"7\" in the time column t is a number like 12.5, and the first line has a date like 2024-05-31; write all times in one way",
                "t,a;0,1;1,2;0,3|:4: the time is that of line 2 already; keep one of them, or their mean, or name the column that tells series apart by --id",
                "t,a;0,1;1,NA|:2: a series needs 2 times with values at least, got 1; add lines, or take the series out",
                "t,a,b;0,1,;1,2,|: column b has no values; leave it out by --columns",
                "t,a;0,\"1 2|:2: \"1 2\" in column a is not a finite number; write numbers like 12.5, and NA for a missing value, or choose other columns by --columns"
            })
    void namesPlaceAndRemedy(String lines, String text) {
        refuses(DataSetCsv.standard(), lines, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s|t|a||t,a;0,1;1,2|: there is no column s for --time; the columns are t, a",
                "t|id|a||t,a;0,1;1,2|: there is no column id for --id; the columns are t, a",
                "t|a|b|| t,a;0,1;1,2|: there is no column b for --columns; the columns are t, a",
                "t|a|a|| t,a;0,1;1,2|: column a is asked for twice; a column is time, the id, an input or observed: name it once",
                "t|i|a||i,t,a;x,0,1;,0,2|:3: the id in column i is missing; add it, or take the line out",
                "t|i|a||i,t,a;x,0,1;x,0,2|:3: the time of i x is that of line 2 already; keep one of them, or their mean",
                "t|i|a||i,t,a;x,0,1;x,1,1;y,1,2|:4: a series needs 2 times with values at least, got 1 of i y; add lines, or take the series out",
                "t|i|a|u|i,t,a,u;x,0,1,;x,1,1,|: input u has no values in series \"x\"; add one, which then holds for all times, or take the series out"
            })
    void namesPlaceAndRemedyOfColumns(String time, String id, String column, String input, String lines, String text) {
        List<String> inputs = input == null ? List.of() : List.of(input);
        refuses(new DataSetCsv(time, TimeUnit.DAYS, id, List.of(column), inputs), lines, text);
    }

    private void refuses(DataSetCsv csv, String lines, String text) {
        var refusal = assertThrows(MalformedSeriesException.class, () -> csv.read(file(lines.replace(';', '\n'))));
        String rest = refusal.getMessage()
                .substring(folder.resolve("data.csv").toString().length());
        assertEquals(text, rest);
    }

    @Test
    void refusesWhatIsNotText() throws IOException {
        Path file = Files.write(folder.resolve("data.csv"), "t,a\n0,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        var refusal = assertThrows(
                MalformedSeriesException.class, () -> DataSetCsv.standard().read(file));
        assertEquals(file + ": this is not text in UTF-8; save it as such", refusal.getMessage());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), text);
    }
}
