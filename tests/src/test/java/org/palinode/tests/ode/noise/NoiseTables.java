package org.palinode.tests.ode.noise;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;

/** Prints the tables of docs/reference/noise-measurements.md. */
final class NoiseTables {
    private NoiseTables() {}

    public static void main(String[] arguments) {
        head("problem", "solver", "error", "order", "published error", "published order");
        for (StrongOrderRow row : PublishedOrders.rows(TimeDirection.FORWARD)) {
            String found = errors(row, TimeDirection.FORWARD).row();
            line(row.problem(), row.name(), found, published(row), row.order());
        }
        head("problem", "solver", "error", "order", "expected order");
        for (StrongOrderRow row : PublishedOrders.rows(TimeDirection.BACK)) {
            line(row.problem(), row.name(), errors(row, TimeDirection.BACK).row(), row.order());
        }
        head("solver", "bound", "8 steps", "16 steps", "32 steps", "64 steps");
        for (String name : List.of("Heun", "EulerHeun", "SlowRK")) {
            line(name, "√h/2", shares(AreaBoundTest.shares(name, 4)));
        }
        for (String name : List.of("SPaRK", "GeneralShARK")) {
            line(name, "√(h/12)", shares(AreaBoundTest.shares(name, 12)));
        }
        head("solver", "slow: error", "order", "fast: error", "order");
        for (String name : List.of("SEA", "ShARK", "SRA1", "GeneralShARK", "SPaRK", "SlowRK")) {
            line(name, timeDependent(0.125, name), timeDependent(1, name));
        }
        WellFigures well = WellFigures.measured();
        head("mean of x²", "mean of x⁴ − x²", "mean of v²", "divergence");
        line(well.second(), well.fourth() - well.second(), well.velocity(), well.divergence());
    }

    private static StrongErrors errors(StrongOrderRow row, TimeDirection direction) {
        return StrongOrderProblems.FULL.named(row.problem()).errors(row.solver(), direction, 5);
    }

    private static String published(StrongOrderRow row) {
        return Double.isNaN(row.first()) ? "" : String.format(Locale.ROOT, "%.1e → %.1e", row.first(), row.last());
    }

    private static String shares(double[] shares) {
        return Arrays.stream(shares)
                .mapToObj(share -> String.format(Locale.ROOT, "%.3f", share))
                .collect(Collectors.joining(" | "));
    }

    private static String timeDependent(double speed, String name) {
        var reference = name.equals("ShARK") ? new SRA1() : new ShARK();
        return new TimeDependentNoise(speed, 100, 6)
                .errors(StrongOrderRow.solver(name), reference)
                .row();
    }

    private static void head(String... cells) {
        System.out.println();
        line((Object[]) cells);
        line(Arrays.stream(cells).map(cell -> "---").toArray());
    }

    private static void line(Object... cells) {
        System.out.println(Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |")));
    }
}
