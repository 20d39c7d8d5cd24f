package org.palinode.examples.neural;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.Trained;
import org.palinode.train.Trainer;
import org.palinode.train.data.BatchSource;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.Adam;

/**
 * Latent ODE: a GRU reads a series with gaps from its end to its beginning and says where a hidden state may have begun; the state follows
 * a neural field, and a network reads the values from it.
 *
 * <p>Source: Y. Rubanova, R. T. Q. Chen, D. Duvenaud, "Latent ODEs for Irregularly-Sampled Time Series", NeurIPS 2019, arXiv:1907.03907.
 *
 * @param encoder of pairs of value and time
 * @param start the mean and the log of the scale of the first hidden state
 * @param field of the hidden state
 * @param decoder the value that a hidden state shows
 */
public record LatentOscillations(GruCell encoder, Linear start, Mlp field, Mlp decoder) {
    private static final int HIDDEN = 4;
    private static final Tensor TIMES = Tensor.linspace(0, 2, 24).square();
    private static final SolveOptions SAVED =
            SolveOptions.standard().dt0(0.1).adjoint(new DirectAdjoint()).saveAt(SaveAt.ts(TIMES.toArray()));

    /** Values of series at all times, and which of them are seen: [n, times] both. */
    public record Series(Tensor values, Tensor seen) {}

    /** Some series, and standard normal numbers [n, hidden] for their first states. */
    public record Batch(Series series, Tensor noise) {}

    public static LatentOscillations random(RandomKey key) {
        return new LatentOscillations(
                GruCell.random(key.fold(0), DType.FLOAT64, 2, 16),
                Linear.random(key.fold(1), DType.FLOAT64, 16, 2 * HIDDEN),
                Mlp.random(key.fold(2), Activation.TANH, HIDDEN, 32, HIDDEN),
                Mlp.random(key.fold(3), Activation.TANH, HIDDEN, 16, 1));
    }

    /** Mean and log of the scale of the first hidden states, side by side [n, 2 hidden], from what is seen. */
    public Tensor encode(Series series) {
        Tensor values = series.values().transpose();
        Tensor rows = Tensor.stack(2, values, TIMES.expandDims(1).broadcastTo(values.shape()));
        Tensor none = encoder.start(rows.get(0));
        return start.apply(
                encoder.over(none, rows.flip(0), series.seen().transpose().flip(0))
                        .carry());
    }

    /** The values [n, times] behind first hidden states [n, hidden]. */
    public Tensor decode(Tensor first) {
        var term = new ODETerm<Tensor, Mlp>((t, y, net) -> net.apply(y));
        Tensor hidden =
                diffeqsolve(term, new Tsit5(), 0, 4, first, field, SAVED).ys();
        return decoder.apply(hidden).squeeze(2).transpose();
    }

    /** The negative evidence bound for each value that is seen, up to a constant, with an error of 0.1. */
    public static Tensor loss(LatentOscillations model, Batch batch) {
        Tensor law = model.encode(batch.series());
        Tensor mean = law.slice(1, 0, HIDDEN), logScale = law.slice(1, HIDDEN, 2 * HIDDEN);
        Tensor values = model.decode(mean.plus(logScale.exp().times(batch.noise())));
        Tensor seen = batch.series().seen();
        Tensor misfit = Loss.squaredError(values, batch.series().values())
                .times(seen)
                .sum()
                .times(50);
        return misfit.plus(Loss.gaussianKl(mean, logScale).sum()).dividedBy(seen.sum());
    }

    /** Damped oscillations of different phase and amplitude, of which about half is seen. */
    public static Series oscillations(int n) {
        Tensor i = Tensor.arange(n).expandDims(1);
        Tensor wave =
                TIMES.times(2).plus(i.times(2.4)).cos().times(TIMES.times(-0.2).exp());
        Tensor values = wave.times(i.sin().times(0.3).plus(1));
        return new Series(
                values,
                i.times(78.233).plus(Tensor.arange(24).times(12.9898)).sin().greater(0));
    }

    /** Training on batches of 32 series until the loss on all, at the means of the first states, is below a number. */
    public static Trained<LatentOscillations> train(Series data, double loss, int steps, int seed) {
        BatchSource<Batch> batches = Batches.of(data, 32)
                .shuffled(RandomKey.of(seed).fold(1))
                .map((series, step) ->
                        new Batch(series, RandomKey.of(seed).fold(2).fold(step).normal(32, HIDDEN)));
        return Trainer.of(LatentOscillations::loss, new Adam(0.01), batches)
                .steps(steps)
                .validating(new Batch(data, data.values().zerosLike().slice(1, 0, HIDDEN)))
                .stoppingWhen(report -> report.metrics().getOrDefault("validation", 9.0) < loss)
                .run(random(RandomKey.of(seed).fold(0)));
    }

    /** Trains, and compares what was hidden with what the model says of it. */
    public static void main(String[] args) {
        Series data = oscillations(256);
        int seed = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        long start = System.nanoTime();
        var trained = train(data, 0.9, 2000, seed);
        double seconds = (System.nanoTime() - start) * 1e-9;
        LatentOscillations model = trained.parameters();
        Tensor error = model.decode(model.encode(data).slice(1, 0, HIDDEN)).minus(data.values());
        Tensor hidden = data.seen().subtractedFrom(1);
        System.out.printf(
                "steps %d loss %.4f seconds %.2f%n",
                trained.steps(), trained.metrics().get("validation"), seconds);
        System.out.println("error where hidden: "
                + Loss.mean(error.square(), hidden).sqrt().item());
    }
}
