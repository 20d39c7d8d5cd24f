package org.palinode.examples.problems;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;

/**
 * Problems from collections of stiff ones.
 *
 * <p>Sources: F. Mazzia, C. Magherini, "Test Set for IVP Solvers", 2.4, Bari, 2008; E. Hairer, G. Wanner, "Solving Ordinary Differential
 * Equations II".
 */
final class StiffTestSet {
    private StiffTestSet() {}

    static List<StiffProblem> all() {
        return List.of(vanDerPol(), robertson(), hires(), oregonator(), pollution());
    }

    /** Slopes of the Oregonator, which DETEST has with other start values. */
    static Tensor oregonatorField(Tensor y) {
        double s = 77.27;
        double w = 0.161;
        double q = 8.375e-6;
        Tensor product = y.get(0).times(y.get(1));
        return Tensor.stack(
                y.get(1)
                        .minus(product)
                        .plus(y.get(0))
                        .minus(y.get(0).square().times(q))
                        .times(s),
                y.get(2).minus(y.get(1)).minus(product).dividedBy(s),
                y.get(0).minus(y.get(2)).times(w));
    }

    private static StiffProblem oregonator() {
        return new StiffProblem(
                "OREGO",
                (t, y) -> oregonatorField(y),
                new double[] {1, 2, 3},
                360,
                new double[] {1.0008148703185227, 1228.1785215498880, 132.05549428465083},
                1,
                1e-10,
                2e-8);
    }

    private static StiffProblem vanDerPol() {
        return new StiffProblem(
                "VDPOL",
                (t, y) -> Tensor.stack(
                        y.get(1),
                        y.get(0)
                                .square()
                                .negate()
                                .plus(1)
                                .times(y.get(1))
                                .minus(y.get(0))
                                .dividedBy(1e-6)),
                new double[] {2, 0},
                2,
                new double[] {1.7061677321704650, -0.89280970102481655},
                0.1,
                1e-10,
                1e-9);
    }

    private static StiffProblem robertson() {
        Field field = (t, y) -> {
            Tensor a = y.get(1).times(y.get(2)).times(1e4).minus(y.get(0).times(0.04));
            Tensor c = y.get(1).square().times(3e7);
            return Tensor.stack(a, a.negate().minus(c), c);
        };
        return new StiffProblem(
                "ROBER",
                field,
                new double[] {1, 0, 0},
                1e11,
                new double[] {2.0833401497012942e-8, 8.3333607703347834e-14, 0.99999997916651517},
                1e-14,
                1e-20,
                5e-9);
    }

    private static StiffProblem hires() {
        Tensor linear = Tensor.of(new double[][] {
            {-1.71, 0.43, 8.32, 0, 0, 0, 0, 0},
            {1.71, -8.75, 0, 0, 0, 0, 0, 0},
            {0, 0, -10.03, 0.43, 0.035, 0, 0, 0},
            {0, 8.32, 1.71, -1.12, 0, 0, 0, 0},
            {0, 0, 0, 0, -1.745, 0.43, 0.43, 0},
            {0, 0, 0, 0.69, 1.71, -0.43, 0.69, 0},
            {0, 0, 0, 0, 0, 0, -1.81, 0},
            {0, 0, 0, 0, 0, 0, 1.81, 0}
        });
        Tensor bound = Tensor.of(0, 0, 0, 0, 0, -280, 280, -280);
        Tensor inflow = Tensor.of(0.0007, 0, 0, 0, 0, 0, 0, 0);
        double[] end = {
            0.00073713125733256678, 0.00014424857263161847, 5.8887297409675750e-5, 0.0011756513432831491,
            0.0023863561988313305, 0.0062389682527427958, 0.0028499983951857687, 0.0028500016048142313
        };
        return new StiffProblem(
                "HIRES",
                (t, y) -> linear.matmul(y)
                        .plus(bound.times(y.get(5).times(y.get(7))))
                        .plus(inflow),
                new double[] {1, 0, 0, 0, 0, 0, 0, 0.0057},
                321.8122,
                end,
                1e-5,
                1e-14,
                1e-9);
    }

    private static final double[] RATES = {
        0.35, 26.6, 1.23e4, 8.6e-4, 8.2e-4, 1.5e4, 1.3e-4, 2.4e4, 1.65e4, 9e3, 0.022, 1.2e4, 1.88, 1.63e4, 4.8e6,
        3.5e-4, 0.0175, 1e8, 4.44e11, 1240, 2.1, 5.78, 0.0474, 1780, 3.12
    };

    /** The substances, counted from 1, that each reaction consumes; 0 for none. */
    private static final int[][] CONSUMED = {
        {1, 0}, {2, 4}, {5, 2}, {7, 0}, {7, 0}, {7, 6}, {9, 0}, {9, 6}, {11, 2}, {11, 1}, {13, 0}, {10, 2}, {14, 0},
        {1, 6}, {3, 0}, {4, 0}, {4, 0}, {16, 0}, {16, 0}, {17, 6}, {19, 0}, {19, 0}, {1, 4}, {19, 1}, {20, 0}
    };

    /** For each substance the reactions that make it (positive) or take it (negative); one that makes two of it stands twice. */
    private static final int[][] BALANCE = {
        {-1, -10, -14, -23, -24, 2, 3, 9, 11, 12, 22, 25},
        {-2, -3, -9, -12, 1, 21},
        {-15, 1, 17, 19, 22},
        {-2, -16, -17, -23, 15},
        {-3, 4, 4, 6, 7, 13, 20},
        {-6, -8, -14, -20, 3, 18, 18},
        {-4, -5, -6, 13},
        {4, 5, 6, 7},
        {-7, -8},
        {-12, 7, 9},
        {-9, -10, 8, 11},
        {9},
        {-11, 10},
        {-13, 12},
        {14},
        {-18, -19, 16},
        {-20},
        {20},
        {-21, -22, -24, 23, 25},
        {-25, 24}
    };

    private static StiffProblem pollution() {
        int n = BALANCE.length;
        double[][] first = new double[RATES.length][n + 1];
        double[][] second = new double[RATES.length][n + 1];
        double[][] balance = new double[n][RATES.length];
        for (int j = 0; j < RATES.length; j++) {
            first[j][CONSUMED[j][0]] = 1;
            second[j][CONSUMED[j][1]] = 1;
        }
        for (int i = 0; i < n; i++) {
            for (int reaction : BALANCE[i]) {
                balance[i][Math.abs(reaction) - 1] += Math.signum(reaction);
            }
        }
        Tensor factors = Tensor.of(RATES);
        Tensor makes = Tensor.of(balance);
        Tensor one = Tensor.of(first);
        Tensor other = Tensor.of(second);
        Field field = (t, y) -> {
            Tensor extended = Tensor.concatenate(0, Tensor.ones(1), y);
            return makes.matmul(
                    one.matmul(extended).times(other.matmul(extended)).times(factors));
        };
        double[] y0 = new double[n];
        y0[1] = 0.2;
        y0[3] = 0.04;
        y0[6] = 0.1;
        y0[7] = 0.3;
        y0[8] = 0.01;
        y0[16] = 0.007;
        double[] end = {
            0.056462554800227693, 0.13424841304223385, 4.1397343310994270e-9, 0.0055231402074843599,
                    2.0189772623021960e-7,
            1.4645418634939658e-7, 0.077842491189979641, 0.32450753533960182, 0.0074940133838804056,
                    1.6222931573015603e-8,
            1.1358638332570748e-8, 0.0022305059757213599, 0.00020871628827986300, 1.3969210168401577e-5,
                    0.0089648848568982942,
            4.3528463693301037e-18, 0.0068992196962634054, 0.00010078030373659460, 1.7721465139699845e-6,
                    5.6829432923163934e-5
        };
        return new StiffProblem("POLLU", field, y0, 60, end, 1e-9, 1e-16, 1e-9);
    }
}
