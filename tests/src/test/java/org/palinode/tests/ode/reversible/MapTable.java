package org.palinode.tests.ode.reversible;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Tsit5;

/** Prints the table of docs/reference/reversible-measurements.md in which the reversible map is held against the plain solver. */
final class MapTable {
    private static final String ROW = "| %s | %s | %s | %s | %s | %s | %s |%n";

    private MapTable() {}

    private static List<MapRow> rows() {
        List<MapRow> rows = new ArrayList<>(MapRows.transients());
        rows.add(MapRows.units());
        rows.addAll(List.of(MapRows.heat(50, 1.6), MapRows.heat(50, 2.6)));
        rows.addAll(List.of(MapRows.fading(1e-2), MapRows.fading(1e-4), MapRows.fading(1e-6)));
        rows.addAll(MapRows.stiff());
        MapRow mild = MapRows.vanDerPol(5, 20);
        MapRow hard = MapRows.vanDerPol(100, 200);
        Stream.of(new Tsit5(), new Kvaerno5(), new Rodas5P()).map(mild::solver).forEach(rows::add);
        Stream.of(new Kvaerno5(), new Rodas5P()).map(hard::solver).forEach(rows::add);
        return rows;
    }

    public static void main(String[] arguments) {
        System.out.printf(
                ROW,
                "problem",
                "y(t₁)",
                "its own error",
                "gradient, same map",
                "gradient, plain solver",
                "steps (plain)",
                "stored");
        System.out.printf(ROW, "---", "---", "---", "---", "---", "---", "---");
        for (MapRow row : rows()) {
            MapRow.Measured found = row.measured();
            System.out.printf(
                    Locale.ROOT,
                    ROW,
                    row,
                    text(found.end()),
                    found.plainError() == 0 ? "" : text(found.plainError()),
                    text(found.gradient()),
                    text(found.plainGradient()),
                    found.reversible().accepted() + " (" + found.plain().accepted() + ")",
                    found.reversible().stored());
        }
    }

    private static String text(double error) {
        return error < 1e-15
                ? "0"
                : String.format(Locale.ROOT, "%.0e", error).replace("e-0", "e-").replace("e+0", "e");
    }
}
