package org.palinode.examples.neural;

import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.ConcatTime;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.Trained;
import org.palinode.train.Trainer;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.Adam;

/**
 * Continuous normalising flow: a neural field carries points of two moons to a normal law, and back. Along the way the log of the density
 * changes by the divergence of the field, which is computed exactly.
 *
 * <p>Source: R. T. Q. Chen et al., "Neural Ordinary Differential Equations", NeurIPS 2018, arXiv:1806.07366.
 *
 * @param field of time and point
 */
public record MoonsFlow(ConcatTime field) {
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.1).adjoint(new DirectAdjoint());

    /** Points [n, 2], and by how much the log of the density at each has changed [n]. */
    private record Carried(Tensor points, Tensor change) {}

    public static MoonsFlow random(RandomKey key) {
        return new MoonsFlow(new ConcatTime(Mlp.random(key, Activation.TANH, 3, 32, 32, 2)));
    }

    private static Carried slope(Tensor t, Carried state, ConcatTime net) {
        Tensor x = state.points();
        var right = jvp(y -> net.apply(t, y), x, Tensor.of(1, 0).broadcastTo(x.shape()));
        var up = jvp(y -> net.apply(t, y), x, Tensor.of(0, 1).broadcastTo(x.shape()));
        return new Carried(
                right.value(), right.tangent().index(1, 0).plus(up.tangent().index(1, 1)));
    }

    /** The log of the density at points [n, 2]. */
    public Tensor logDensity(Tensor points) {
        var term = new ODETerm<Carried, ConcatTime>(MoonsFlow::slope);
        var start = new Carried(points, points.index(1, 0).zerosLike());
        Carried end = diffeqsolve(term, new Tsit5(), 0, 1, start, field, STEPS).y1();
        Tensor normal = end.points().square().sum(1).times(-0.5).minus(Math.log(2 * Math.PI));
        return normal.plus(end.change());
    }

    /** Points of the flow [n, 2], carried back from points of the normal law. */
    public Tensor sample(RandomKey key, int n) {
        var term = new ODETerm<Tensor, ConcatTime>((t, y, net) -> net.apply(t, y));
        return diffeqsolve(term, new Tsit5(), 1, 0, key.normal(n, 2), field, STEPS.dt0(-0.1))
                .y1();
    }

    public static Tensor loss(MoonsFlow model, Tensor batch) {
        return model.logDensity(batch).mean().negate();
    }

    /** Two half moons of n points each, slightly out of line. */
    public static Tensor moons(int n) {
        Tensor angle = Tensor.linspace(0, Math.PI, n), i = Tensor.arange(n);
        Tensor upper = Tensor.stack(1, angle.cos().minus(0.5), angle.sin().minus(0.25));
        Tensor off = Tensor.stack(1, i.times(997).sin(), i.times(613).sin()).times(0.1);
        return Tensor.concatenate(0, upper.plus(off), upper.plus(off).negate());
    }

    /** Training on batches of 128 points until the loss on all is below a number. */
    public static Trained<MoonsFlow> train(Tensor data, double loss, int epochs, int seed) {
        Batches<Tensor> batches =
                Batches.of(data, 128).shuffled(RandomKey.of(seed).fold(1));
        return Trainer.of(MoonsFlow::loss, new Adam(0.01), batches)
                .epochs(epochs)
                .validating(data)
                .stoppingWhen(report -> report.metrics().getOrDefault("validation", 9.0) < loss)
                .run(random(RandomKey.of(seed).fold(0)));
    }

    /** Trains, and says how far points of the flow are from the moons. */
    public static void main(String[] args) {
        Tensor data = moons(512);
        int seed = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        long start = System.nanoTime();
        var trained = train(data, 1.0, 200, seed);
        double seconds = (System.nanoTime() - start) * 1e-9;
        Tensor drawn = trained.parameters().sample(RandomKey.of(3), 200).expandDims(1);
        Tensor nearest = drawn.minus(data.expandDims(0)).square().sum(2).min(1).sqrt();
        double value = loss(trained.parameters(), data).item();
        System.out.printf("steps %d loss %.4f seconds %.2f%n", trained.steps(), value, seconds);
        System.out.println("distance of samples: " + nearest.mean().item());
    }
}
