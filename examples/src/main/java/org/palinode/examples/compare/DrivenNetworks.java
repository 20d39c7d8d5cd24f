package org.palinode.examples.compare;

import java.util.OptionalDouble;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;

/** Random networks that noise or data drive. */
final class DrivenNetworks {
    private static final int BATCH = 16;
    private static final int KNOTS = 20;
    private static final double SHORTEST = 0x1p-12;

    private DrivenNetworks() {}

    private record Noisy(Mlp drift, Mlp noise, Tensor y0) {}

    /** dy = f(y) dt + 0.2 g(y) ∘dW over [0, 1], a noise for each number. */
    static AdjointProblem<?> sde(long seed) {
        RandomKey key = RandomKey.of(seed);
        Noisy networks = new Noisy(
                Mlp.random(key.fold(0), Activation.TANH, 2, 32, 32, 2),
                Mlp.random(key.fold(1), Activation.TANH, 2, 32, 32, 2),
                key.fold(2).normal(BATCH, 2));
        var path = VirtualBrownianTree.of(key.fold(3), 0, 1, SHORTEST, BATCH, 2);
        return new AdjointProblem<>(
                "random 2-32-32-2 tanh networks as drift and diffusion of " + BATCH
                        + " states over [0, 1], by Heun on one Brownian path; the squares of their ends",
                0,
                1,
                networks,
                (p, options) -> {
                    var drift =
                            new ODETerm<Tensor, Void>((t, y, none) -> p.drift().apply(y));
                    var noise = Diffusion.<Tensor, Void>diagonal(
                            (t, y, none) -> p.noise().apply(y).times(0.2), path);
                    return DiffEqSolve.diffeqsolve(drift.plus(noise), new Heun(), 0, 1, p.y0(), null, options)
                            .y1()
                            .square()
                            .sum();
                },
                OptionalDouble.of(SHORTEST));
    }

    private record Controlled(Mlp field, Tensor y0, Tensor data) {}

    /** dy = f(y) dX over [0, 1], X through random data with time as the first of three channels; the gradient is for the data too. */
    static AdjointProblem<?> cde(long seed) {
        int hidden = 8;
        int channels = 3;
        RandomKey key = RandomKey.of(seed);
        Tensor times = Tensor.linspace(0, 1, KNOTS);
        Tensor time = times.reshape(KNOTS, 1, 1).broadcastTo(KNOTS, BATCH, 1);
        Controlled inputs = new Controlled(
                Mlp.random(key.fold(0), Activation.TANH, hidden, 32, hidden * channels),
                key.fold(1).normal(BATCH, hidden),
                Tensor.concatenate(
                        2, time, key.fold(2).normal(KNOTS, BATCH, channels - 1).times(0.3)));
        return new AdjointProblem<>(
                "a random 8-32-24 tanh network driven by a cubic path through data, " + BATCH + " times " + KNOTS
                        + " knots over [0, 1]; the squares of the ends",
                0,
                1,
                inputs,
                (p, options) -> {
                    var control = new ControlTerm<Tensor, Void>(
                            (t, y, none) -> p.field().apply(y).reshape(BATCH, hidden, channels),
                            CubicInterpolation.backwardHermite(times, p.data()));
                    return DiffEqSolve.diffeqsolve(control.toOde(), new Tsit5(), 0, 1, p.y0(), null, options)
                            .y1()
                            .square()
                            .sum();
                });
    }
}
