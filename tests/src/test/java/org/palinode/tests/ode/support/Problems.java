package org.palinode.tests.ode.support;

import static java.lang.Math.cos;
import static java.lang.Math.exp;
import static java.lang.Math.sin;
import static java.lang.Math.sqrt;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Problems with known solutions. */
public final class Problems {
    private Problems() {}

    public static List<Problem> all() {
        return List.of(decay(), logistic(), cubicDecay(), driven(), spiral(), unevenRotation(), kepler(0.3));
    }

    /** y' = −k y. */
    public static Problem decay() {
        return new Problem("decay", (t, y, k) -> y.times(k).negate(), Tensor.of(1, -2), Tensor.scalar(0.7), 0, 2, t ->
                new double[] {exp(-0.7 * t), -2 * exp(-0.7 * t)});
    }

    /** y' = r y(1 − y/K). */
    public static Problem logistic() {
        return new Problem(
                "logistic",
                (t, y, p) ->
                        y.times(p.get(0)).times(y.dividedBy(p.get(1)).negate().plus(1)),
                Tensor.of(0.2),
                Tensor.of(0.7, 3),
                0,
                10,
                t -> new double[] {3 * 0.2 / (0.2 + 2.8 * exp(-0.7 * t))});
    }

    /** y' = −y³/2. */
    public static Problem cubicDecay() {
        return new Problem(
                "cubic decay", (t, y, args) -> y.square().times(y).times(-0.5), Tensor.of(1), null, 0, 4, t ->
                        new double[] {1 / sqrt(1 + t)});
    }

    /** y' = y cos t: time enters the field. */
    public static Problem driven() {
        return new Problem(
                "driven", (t, y, args) -> y.times(t.cos()), Tensor.of(1), null, 0, 6, t -> new double[] {exp(sin(t))});
    }

    /** A damped rotation. */
    public static Problem spiral() {
        return new Problem(
                "spiral",
                (t, y, a) -> a.matmul(y),
                Tensor.of(1, 0),
                Tensor.of(new double[][] {{-0.1, 2}, {-2, -0.1}}),
                0,
                3,
                t -> new double[] {exp(-0.1 * t) * cos(2 * t), -exp(-0.1 * t) * sin(2 * t)});
    }

    /** A rotation whose speed depends on time: angle 3t + 2(1 − cos t). */
    public static Problem unevenRotation() {
        return new Problem(
                "uneven rotation",
                (t, y, a) -> a.matmul(y).times(t.sin().plus(1.5)),
                Tensor.of(1, 0),
                Tensor.of(new double[][] {{0, 2}, {-2, 0}}),
                0,
                3,
                t -> {
                    double angle = 3 * t + 2 * (1 - cos(t));
                    return new double[] {cos(angle), -sin(angle)};
                });
    }

    /** An orbit of eccentricity e round a fixed star, from its nearest point. */
    public static Problem kepler(double e) {
        return new Problem(
                "kepler " + e,
                (t, y, args) -> {
                    Tensor place = y.slice(0, 0, 2);
                    Tensor r = place.square().sum().sqrt();
                    return Tensor.concatenate(
                            0, y.slice(0, 2, 4), place.dividedBy(r.power(3)).negate());
                },
                Tensor.of(1 - e, 0, 0, sqrt((1 + e) / (1 - e))),
                null,
                0,
                5,
                t -> keplerAt(e, t));
    }

    /** Kepler's equation E − e sin E = t by Newton's method, then place and velocity. */
    private static double[] keplerAt(double e, double t) {
        double anomaly = t;
        for (int i = 0; i < 50; i++) {
            anomaly -= (anomaly - e * sin(anomaly) - t) / (1 - e * cos(anomaly));
        }
        double minor = sqrt(1 - e * e);
        double speed = 1 / (1 - e * cos(anomaly));
        return new double[] {cos(anomaly) - e, minor * sin(anomaly), -sin(anomaly) * speed, minor * cos(anomaly) * speed
        };
    }
}
