package org.palinode.examples.own;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;
import org.palinode.ode.path.MissingValues;

/**
 * Series as they are trained on and as they are drawn.
 *
 * @param trained the windows of the series, or the series where there are none
 * @param whole the series, each with the start of its first window
 */
record Pieces(List<Piece> trained, List<Piece> whole) {
    /**
     * The pieces of a data set. The last row of a window is the first of the next, so that no interval is lost. What is held back lies in no
     * window, but for the first of a series that is held back as a whole, which is not trained on.
     *
     * @param trainedRows for each series, the number of rows at its beginning that are trained on
     * @param window the rows of a window; 0 for whole series
     */
    static Pieces of(DataSet data, int[] trainedRows, int window) {
        List<Piece> trained = new ArrayList<>();
        List<Piece> whole = new ArrayList<>();
        for (int i = 0; i < trainedRows.length; i++) {
            Observations series = data.series().get(i);
            whole.add(new Piece(trained.size(), series, trainedRows[i]));
            if (window == 0) {
                trained.add(whole.get(i));
            } else {
                cut(filled(series), trainedRows[i], window, trained);
            }
        }
        return new Pieces(trained, whole);
    }

    private static void cut(Observations series, int trainedRows, int window, List<Piece> pieces) {
        int end = trainedRows == 0 ? Math.min(window, series.size()) : trainedRows;
        for (int from = 0; from < end - 1; from += window - 1) {
            int to = Math.min(from + window, end);
            pieces.add(new Piece(pieces.size(), series.rows(from, to), trainedRows == 0 ? 0 : to - from));
        }
    }

    /** The series with inputs on straight lines over gaps, which may be longer than a window. */
    private static Observations filled(Observations series) {
        int inputs = series.inputs().get(0).size();
        if (inputs == 0) {
            return series;
        }
        double[] times = series.times().stream().mapToDouble(time -> time).toArray();
        double[] known = series.inputs().stream()
                .flatMap(List::stream)
                .mapToDouble(value -> value)
                .toArray();
        double[] all = MissingValues.fill(Tensor.of(times), Tensor.of(Shape.of(times.length, inputs), known))
                .toArray();
        return series.withInputs(IntStream.range(0, times.length)
                .mapToObj(row -> IntStream.range(0, inputs)
                        .mapToObj(column -> all[row * inputs + column])
                        .toList())
                .toList());
    }
}
