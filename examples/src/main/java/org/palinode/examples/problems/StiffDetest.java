package org.palinode.examples.problems;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;

/** Problems of stiff DETEST. Source: W. H. Enright, T. E. Hull, B. Lindberg, BIT 15, 1975, 10–48. */
final class StiffDetest {
    private StiffDetest() {}

    static List<StiffProblem> all() {
        return List.of(
                heatLike(),
                triangular(),
                reactor(),
                robertsonRescaled(),
                gear(),
                catalysis(),
                weakVanDerPol(),
                exchange(),
                ignition(),
                oregonatorRescaled());
    }

    private static StiffProblem heatLike() {
        double[] end = {
            0.099999125529382926,
            0.19999825115740092,
            0.29999755431852459,
            0.39999710575209317,
            0.49999695099416102,
            0.59999710575492204,
            0.69999755432389517,
            0.79999825116476801,
            0.89999912553799866
        };
        Field field = (t, y) -> {
            Tensor inside = y.slice(0, 1, 8);
            Tensor middle = y.slice(0, 0, 7).minus(inside.times(2)).plus(y.slice(0, 2, 9));
            Tensor first = y.get(0).times(-1800).plus(y.get(1).times(900)).reshape(1);
            Tensor last =
                    y.get(7).times(1000).minus(y.get(8).times(2000)).plus(1000).reshape(1);
            return Tensor.concatenate(0, first, middle, last);
        };
        return new StiffProblem("S-A2", field, new double[9], 120, end, 0.01, 1e-10, 5e-9);
    }

    private static StiffProblem triangular() {
        Tensor matrix =
                Tensor.of(new double[][] {{-1e4, 100, -10, 1}, {0, -1e3, 10, -10}, {0, 0, -1, 10}, {0, 0, 0, -0.1}});
        return new StiffProblem(
                "S-A3",
                (t, y) -> matrix.matmul(y),
                new double[] {1, 1, 1, 1},
                20,
                new double[] {-0.0013533526618672582, 0.013685269178915445, 1.5037253484551433, 0.13533528323661269},
                1e-3,
                1e-12,
                2e-9);
    }

    private static StiffProblem reactor() {
        Field field = (t, y) -> Tensor.stack(
                y.get(1).minus(y.get(0)).times(0.2),
                y.get(0)
                        .times(10)
                        .minus(y.get(2).times(-0.125).plus(60).times(y.get(1)))
                        .plus(y.get(2).times(0.125)),
                y.get(2).onesLike());
        return new StiffProblem(
                "S-D1",
                field,
                new double[3],
                400,
                new double[] {22.242220106172397, 27.110713344844757, 400},
                1,
                1e-10,
                1e-9);
    }

    private static StiffProblem robertsonRescaled() {
        Field field = (t, y) -> {
            Tensor b = y.get(1).times(y.get(2));
            Tensor c = y.get(1).square();
            return Tensor.stack(
                    y.get(0).times(-0.04).plus(b.times(0.01)),
                    y.get(0).times(400).minus(b.times(100)).minus(c.times(3000)),
                    c.times(30));
        };
        return new StiffProblem(
                "S-D2",
                field,
                new double[] {1, 0, 0},
                40,
                new double[] {0.71582706871940509, 0.091855347645577639, 28.416374574583035},
                0.01,
                1e-12,
                1e-9);
    }

    private static StiffProblem gear() {
        Field field = (t, y) -> {
            Tensor a = y.get(0).times(-0.013).minus(y.get(0).times(y.get(2)).times(1000));
            Tensor b = y.get(1).times(y.get(2)).times(-2500);
            return Tensor.stack(a, b, a.plus(b));
        };
        return new StiffProblem(
                "S-D4",
                field,
                new double[] {1, 1, 0},
                50,
                new double[] {0.59765469806558128, 1.4023434085478783, -1.8933865404351959e-6},
                1e-6,
                1e-14,
                2e-9);
    }

    private static StiffProblem catalysis() {
        Field field = (t, y) -> {
            Tensor a = y.get(2).times(1e8).times(y.get(0).negate().plus(1)).minus(y.get(0));
            Tensor b = y.get(2)
                    .times(3e7)
                    .times(y.get(1).negate().plus(1))
                    .minus(y.get(1).times(10));
            return Tensor.stack(a, b, a.plus(b).negate());
        };
        return new StiffProblem(
                "S-D6",
                field,
                new double[] {1, 0, 0},
                1,
                new double[] {0.85239954407499913, 0.14760039819412753, 5.7730873339499877e-8},
                1e-8,
                1e-16,
                2e-9);
    }

    private static StiffProblem weakVanDerPol() {
        return new StiffProblem(
                "S-E2",
                (t, y) -> Tensor.stack(
                        y.get(1),
                        y.get(0)
                                .square()
                                .negate()
                                .plus(1)
                                .times(y.get(1))
                                .times(5)
                                .minus(y.get(0))),
                new double[] {2, 0},
                10,
                new double[] {-1.1587012660309908, 0.43046980897914240},
                0.1,
                1e-10,
                1e-9);
    }

    private static StiffProblem exchange() {
        Field field = (t, y) -> Tensor.stack(
                y.get(1).times(65).minus(y.get(2).plus(55).times(y.get(0))),
                y.get(0).minus(y.get(1)).times(0.0785),
                y.get(0).times(0.1));
        return new StiffProblem(
                "S-E3",
                field,
                new double[] {1, 1, 0},
                500,
                new double[] {0.0042530521968801269, 0.0053170195474933988, 26.276477487491074},
                1e-3,
                1e-12,
                5e-9);
    }

    private static StiffProblem ignition() {
        Field field = (t, y) -> Tensor.stack(
                y.get(1).times(294).minus(y.get(0)).minus(y.get(0).times(y.get(1))),
                y.get(0)
                        .times(y.get(1).negate().plus(1))
                        .dividedBy(98)
                        .minus(y.get(1).times(3)));
        return new StiffProblem(
                "S-F2",
                field,
                new double[] {1, 0},
                240,
                new double[] {0.39126991222920113, 0.0013299641660848398},
                1e-3,
                1e-12,
                1e-9);
    }

    private static StiffProblem oregonatorRescaled() {
        return new StiffProblem(
                "S-F4",
                (t, y) -> StiffTestSet.oregonatorField(y),
                new double[] {4, 1.1, 4},
                300,
                new double[] {4.4183033240225887, 1.2902447129164255, 3.0192825840504894},
                1,
                1e-10,
                1e-8);
    }
}
