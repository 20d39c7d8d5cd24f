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
import org.palinode.examples.data.MalformedSeriesException;
import org.palinode.examples.data.Series;
import org.palinode.examples.data.SeriesCsv;

class SeriesCsvTest {
    @TempDir
    Path folder;

    @Test
    void thePeltsAreThoseOfTheRecord() throws IOException {
        Series pelts = SeriesCsv.lynxHare();
        assertEquals("21 observations of hare, lynx, year 1900 to 1920, from lynx-hare.csv", pelts.toString());
        assertEquals(List.of(77.4, 35.2), pelts.rows().get(3));
        assertEquals(List.of(24.7, 8.6), pelts.rows().get(20));
    }

    @Test
    void readsAnyNumberOfColumnsWithCommentsBlanksAndTheMarkOfSpreadsheets() throws IOException {
        Series series = read("\uFEFF# made up\nt , a,b,c\n\n0,1,2e-1,.3\n 0.5 ,\"1\",2,3.\n1,+1,2,3\n");
        assertEquals(List.of("a", "b", "c"), series.names());
        assertEquals(List.of(0.0, 0.5, 1.0), series.times());
        assertEquals(List.of(1.0, 0.2, 0.3), series.rows().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "t,a;0,1;1;2,1|:3: 1 values for the 2 columns t,a; complete the line, or take it out",
                "t,a;0,1;1,2,3;2,1|:3: 3 values for the 2 columns t,a; complete the line, or take it out",
                "t,a;0,1;1,x;2,1|:3: \"x\" in column a is not a finite number; write numbers like 12.5",
                "t,a;0,1;1,;2,1|:3: the value in column a is missing (\"\"); take the line out, or fit data with gaps in a program (docs/tutorials/gaps.md)",
                "t,a;0,1;1,NaN;2,1|:3: the value in column a is missing (\"NaN\"); take the line out, or fit data with gaps in a program (docs/tutorials/gaps.md)",
                "t,a;0,1;1,1e999;2,1|:3: \"1e999\" in column a is not a finite number; write numbers like 12.5",
                "t,a;0,1;x,1;2,1|:3: \"x\" in column t is not a finite number; write numbers like 12.5",
                "t,a;0,1;#;0,2;2,1|:4: t 0 does not come after that of line 2; sort the lines by time, one for each time",
                "t,a;0,1;1,0;2,1|:3: a is 0, and the models need the logarithm of each value; shift the column, or fit it in a program (docs/tutorials/fit-parameters.md)",
                "t,a;0,1;1,-2;2,1|:3: a is -2, and the models need the logarithm of each value; shift the column, or fit it in a program (docs/tutorials/fit-parameters.md)",
                "t,a;0,1;1,2|: a fit needs 3 observations at least, got 2",
                "0,1;1,2;2,3|:1: the first line names the columns, as in year,hare,lynx, got the number 0",
                "t;0;1;2|:1: the first line names a time column and at least one more, as in year,hare,lynx, got t; columns are separated by commas",
                "t,a,a;0,1,1|:1: each column needs a name of its own, got t,a,a",
                "t,a,;0,1,1|:1: each column needs a name of its own, got t,a,"
            })
    void namesTheLineThatIsWrongAndWhatToDo(String lines, String text) {
        var refusal = assertThrows(MalformedSeriesException.class, () -> read(lines.replace(';', '\n')));
        assertEquals(text, refusal.getMessage().substring(file().toString().length()));
    }

    @Test
    void refusesWhatIsNotText() throws IOException {
        Files.write(file(), "t,a\n0,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        var refusal = assertThrows(MalformedSeriesException.class, () -> SeriesCsv.read(file(), ""));
        assertEquals(file() + ": this is not text in UTF-8; save it as such", refusal.getMessage());
    }

    @Test
    void tellsWhereTwoSeriesDiffer() throws IOException {
        Series one = read("t,a\n0,1\n1,2\n2,3\n");
        assertEquals("", one.difference(read("t,a\n0,1\n1,2\n2,3.0\n")));
        assertEquals("columns [t, b] in place of [t, a]", one.difference(read("t,b\n0,1\n1,2\n2,3\n")));
        assertEquals("[1.0, 2.5] in place of [1.0, 2.0]", one.difference(read("t,a\n0,1\n1,2.5\n2,3\n")));
        assertEquals("4 observations in place of 3", one.difference(read("t,a\n0,1\n1,2\n2,3\n3,4\n")));
    }

    private Path file() {
        return folder.resolve("series.csv");
    }

    private Series read(String text) throws IOException {
        return SeriesCsv.read(Files.writeString(file(), text), "");
    }
}
