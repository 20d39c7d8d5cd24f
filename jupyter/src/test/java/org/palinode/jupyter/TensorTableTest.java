package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

class TensorTableTest {
    private static List<String> cells(String html) {
        return found(html, "<td>(.*?)</td>");
    }

    private static List<String> found(String html, String pattern) {
        return Pattern.compile(pattern)
                .matcher(html)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void aScalarIsANumberAndItsType() {
        assertEquals("<span>2.500000</span>&ensp;<small>f64[]</small>", TensorTable.html(Tensor.scalar(2.5)));
    }

    @Test
    void aVectorIsARowUnderItsPlaces() {
        String html = TensorTable.html(Tensor.of(1, -2.5, 1e-9));
        assertEquals(List.of("1", "-2.500000", "1.000000e-09"), cells(html));
        assertEquals(List.of("0", "1", "2"), found(html, "<th scope=\"col\">(.*?)</th>"));
        assertEquals(List.of("f64[3]"), found(html, "<caption[^>]*>(.*?)</caption>"));
    }

    @Test
    void aMatrixHasHeadsForRowsAndColumns() {
        String html = TensorTable.html(Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        assertEquals(List.of("1", "2", "3", "4", "5", "6"), cells(html));
        assertEquals(List.of("", "0", "1", "2"), found(html, "<th scope=\"col\">(.*?)</th>"));
        assertEquals(List.of("0", "1"), found(html, "<th scope=\"row\">(.*?)</th>"));
    }

    @Test
    void furtherAxesGiveATableForEachPlace() {
        String html = TensorTable.html(Tensor.arange(12).reshape(2, 1, 2, 3));
        assertEquals(List.of("[0, 0, :, :]", "[1, 0, :, :]"), found(html, "<caption[^>]*>(.*?)</caption>"));
        assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"), cells(html));
        assertTrue(html.contains("<small>f64[2, 1, 2, 3]</small>"), html);
    }

    @Test
    void float32IsNamedAndRounded() {
        String html = TensorTable.html(Tensor.of(0.1, 3).cast(DType.FLOAT32));
        assertEquals(List.of("0.1000000", "3"), cells(html));
        assertTrue(html.contains(">f32[2]</caption>"), html);
    }

    @Test
    void numbersThatAreNotFiniteStandOut() {
        String html = TensorTable.html(Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0));
        assertEquals(
                List.of("<strong>NaN</strong>", "<strong>Infinity</strong>", "<strong>-Infinity</strong>", "0"),
                cells(html));
    }

    /** The longest axis that is shown whole, and the shortest that is not; the last number is always there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 12, 13, 1000})
    void longRowsAreShortened(int n) {
        List<String> cells = cells(TensorTable.html(Tensor.arange(n)));
        assertEquals(n <= 12 ? n : 11, cells.size());
        assertEquals(n > 12, cells.contains("…"));
        assertEquals(Integer.toString(n - 1), cells.get(cells.size() - 1));
    }

    @Test
    void longColumnsAreShortened() {
        String html = TensorTable.html(Tensor.arange(34).reshape(17, 2));
        assertEquals(
                List.of("0", "1", "2", "3", "4", "5", "…", "11", "12", "13", "14", "15", "16"),
                found(html, "<th scope=\"row\">(.*?)</th>"));
        assertEquals("33", cells(html).get(25));
    }

    @Test
    void aLargeTensorStaysASmallPage() {
        assertTrue(TensorTable.html(Tensor.zeros(50, 4, 300, 300)).length() < 20_000);
    }

    @Test
    void aTensorWithoutNumbersSaysSo() {
        assertEquals("<small>f64[0, 3], no numbers</small>", TensorTable.html(Tensor.zeros(0, 3)));
    }

    /** A program being recorded has no numbers to show yet. */
    @Test
    void aSymbolicTensorIsShownAsItsText() {
        String[] html = new String[1];
        UnaryOperator<Tensor> looking = x -> {
            html[0] = TensorTable.html(x);
            return x.times(2);
        };
        Autodiff.compile(looking).apply(Tensor.of(1, 2));
        assertTrue(html[0].startsWith("<code>"), html[0]);
        assertFalse(html[0].contains("<table"), html[0]);
    }

    @Test
    void anArrayIsATableToo() {
        String html = TensorTable.html(new double[] {0, 0.5});
        assertEquals(List.of("0", "0.5000000"), cells(html));
        assertTrue(html.contains(">double[2]</caption>"), html);
    }

    @Test
    void typesHaveTheShapeThatTheyHave() {
        assertTrue(TensorTable.html(Tensor.of(Shape.of(1, 1), 7)).contains(">f64[1, 1]</caption>"));
    }
}
