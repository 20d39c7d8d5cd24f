package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.ode.solver.Tsit5;

/**
 * The solve of {@link LotkaVolterraCase} as a Java method written by hand, step control included: the measure of generated code. Takes the
 * same steps and finds the same end; always in float64.
 */
final class LotkaVolterraByHand implements BenchCase {
    private static final double T1 = 100;
    private static final double FIRST_STEP = 0.01;
    private static final double TOLERANCE = 1e-8;
    private static final int EVALUATIONS = 6;

    // @formatter:off
    private static final double A21 = a(1, 0),
            A31 = a(2, 0), A32 = a(2, 1),
            A41 = a(3, 0), A42 = a(3, 1), A43 = a(3, 2),
            A51 = a(4, 0), A52 = a(4, 1), A53 = a(4, 2), A54 = a(4, 3),
            A61 = a(5, 0), A62 = a(5, 1), A63 = a(5, 2), A64 = a(5, 3), A65 = a(5, 4),
            B1 = a(6, 0), B2 = a(6, 1), B3 = a(6, 2), B4 = a(6, 3), B5 = a(6, 4), B6 = a(6, 5),
            E1 = error(0), E2 = error(1), E3 = error(2), E4 = error(3), E5 = error(4), E6 = error(5), E7 = error(6);
    // @formatter:on

    private static double a(int stage, int of) {
        return new Tsit5().tableau().a(stage)[of];
    }

    private static double error(int stage) {
        return new Tsit5().tableau().error()[stage];
    }

    @Override
    public String name() {
        return "lotka-volterra-by-hand";
    }

    @Override
    public String solver() {
        return "Tsit5";
    }

    @Override
    public List<String> adjoints() {
        return List.of(FORWARD);
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        return () -> solve(1.5, 1, 3, 1);
    }

    /** The solve in one method, which suits a compiler best: all numbers live in local variables from the first step to the last. */
    private static Result solve(double a, double b, double c, double d) {
        double x = 1;
        double y = 1;
        double dx1 = a * x - b * (x * y);
        double dy1 = d * (x * y) - c * y;
        double t = 0;
        double end = FIRST_STEP;
        int steps = 0;
        // @formatter:off
        while (t < T1) {
            steps++;
            double h = end - t;
            double u = x + (dx1 * A21) * h;
            double v = y + (dy1 * A21) * h;
            double dx2 = a * u - b * (u * v), dy2 = d * (u * v) - c * v;
            u = x + (dx1 * A31 + dx2 * A32) * h;
            v = y + (dy1 * A31 + dy2 * A32) * h;
            double dx3 = a * u - b * (u * v), dy3 = d * (u * v) - c * v;
            u = x + (dx1 * A41 + dx2 * A42 + dx3 * A43) * h;
            v = y + (dy1 * A41 + dy2 * A42 + dy3 * A43) * h;
            double dx4 = a * u - b * (u * v), dy4 = d * (u * v) - c * v;
            u = x + (dx1 * A51 + dx2 * A52 + dx3 * A53 + dx4 * A54) * h;
            v = y + (dy1 * A51 + dy2 * A52 + dy3 * A53 + dy4 * A54) * h;
            double dx5 = a * u - b * (u * v), dy5 = d * (u * v) - c * v;
            u = x + (dx1 * A61 + dx2 * A62 + dx3 * A63 + dx4 * A64 + dx5 * A65) * h;
            v = y + (dy1 * A61 + dy2 * A62 + dy3 * A63 + dy4 * A64 + dy5 * A65) * h;
            double dx6 = a * u - b * (u * v), dy6 = d * (u * v) - c * v;
            u = x + (dx1 * B1 + dx2 * B2 + dx3 * B3 + dx4 * B4 + dx5 * B5 + dx6 * B6) * h;
            v = y + (dy1 * B1 + dy2 * B2 + dy3 * B3 + dy4 * B4 + dy5 * B5 + dy6 * B6) * h;
            double dx7 = a * u - b * (u * v), dy7 = d * (u * v) - c * v;
            double ex = (dx1 * E1 + dx2 * E2 + dx3 * E3 + dx4 * E4 + dx5 * E5 + dx6 * E6 + dx7 * E7) * h;
            double ey = (dy1 * E1 + dy2 * E2 + dy3 * E3 + dy4 * E4 + dy5 * E5 + dy6 * E6 + dy7 * E7) * h;
            ex /= Math.max(Math.abs(x), Math.abs(u)) * TOLERANCE + TOLERANCE;
            ey /= Math.max(Math.abs(y), Math.abs(v)) * TOLERANCE + TOLERANCE;
            double error = Math.sqrt((ex * ex + ey * ey) / 2);
            double factor = 0.9 * Math.pow(1 / error, 0.2);
            if (error < 1) {
                t = end;
                x = u;
                y = v;
                dx1 = dx7;
                dy1 = dy7;
                factor = Math.min(Math.max(factor, 1), 10);
            } else {
                factor = Math.min(Math.max(factor, 0.2), 0.9);
            }
            end = Math.min(t + h * factor, T1);
        }
        // @formatter:on
        return new Result(x + y, steps, 0, 1 + (long) EVALUATIONS * steps);
    }
}
