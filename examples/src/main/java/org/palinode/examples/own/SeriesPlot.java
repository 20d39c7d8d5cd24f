package org.palinode.examples.own;

import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.lines.SeriesLines;
import org.palinode.examples.data.DataSet;
import org.palinode.plot.Plots;
import org.palinode.plot.Sheet;

/** Plot of a column each: points that were observed, and curves that end with the forecast. */
final class SeriesPlot {
    private static final Sheet SHEET = Sheet.FILE;
    private static final int WIDTH = 820;
    private static final int MOST = 6; // series in a chart, so that it stays readable

    private SeriesPlot() {}

    static byte[] png(DataSet data, List<SeriesCurve> curves) {
        return Plots.png(IntStream.range(0, data.names().size())
                .mapToObj(column -> chart(data, curves, column))
                .toArray(XYChart[]::new));
    }

    private static XYChart chart(DataSet data, List<SeriesCurve> curves, int column) {
        XYChart chart = SHEET.chart(WIDTH, data.time().label(), data.names().get(column));
        int shown = Math.min(MOST, curves.size());
        chart.setTitle(data.names().get(column)
                + (shown < curves.size() ? ": the first " + shown + " of " + curves.size() + " series" : ""));
        for (int i = 0; i < shown; i++) {
            SeriesCurve curve = curves.get(i);
            int known = column;
            int[] rows = IntStream.range(0, curve.series().size())
                    .filter(row -> !curve.series().values().get(row).get(known).isNaN())
                    .toArray();
            String name = curve.series().id().isEmpty() ? "" : curve.series().id() + ", ";
            if (rows.length > 0) {
                SHEET.addPoints(
                        chart,
                        name + "observed",
                        IntStream.of(rows)
                                .mapToDouble(row -> curve.times()[row])
                                .toArray(),
                        IntStream.of(rows)
                                .mapToDouble(
                                        row -> curve.series().values().get(row).get(known))
                                .toArray(),
                        i);
            }
            SHEET.addLine(chart, name + "model", curve.times(), SeriesCurve.column(curve.values(), column), i);
            addBand(chart, name, curve, column, i);
        }
        return chart;
    }

    private static void addBand(XYChart chart, String name, SeriesCurve curve, int column, int colour) {
        curve.band().ifPresent(band -> {
            SHEET.addLine(chart, name + "5 %", curve.times(), SeriesCurve.column(band.low(), column), colour);
            SHEET.addLine(chart, name + "95 %", curve.times(), SeriesCurve.column(band.high(), column), colour);
            for (String bound : List.of("5 %", "95 %")) {
                chart.getSeries(name + bound)
                        .setLineStyle(SeriesLines.DASH_DASH)
                        .setShowInLegend(false);
            }
        });
    }
}
