package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * Latent ODE: a GRU reads what is shown from its end to its beginning, and says by which law a hidden state began; the state follows a neural
 * field through all times, and a network reads the values from it. The loss is the negative evidence bound for each value, with a fitted
 * error of measurement.
 *
 * <p>Sources: R. T. Q. Chen et al., "Neural Ordinary Differential Equations", 2018, arXiv:1806.07366; Y. Rubanova, R. T. Q. Chen, D.
 * Duvenaud, "Latent ODEs for Irregularly-Sampled Time Series", NeurIPS 2019, arXiv:1907.03907.
 */
public final class LatentOde implements SequenceModel<LatentOde.Parameters> {
    private static final double FIRST_ERROR = 0.3; // in deviations
    private static final double RAW_SCALE =
            -3; // so that the first states are nearly certain, and the field is learned first
    private double spacing;
    private double length;
    private int states;

    /**
     * Fitted parameters.
     *
     * @param encoder of values, of which of them are known, of inputs and time
     * @param start mean and log of the scale of the first state, from what was read and the first values
     * @param field of the state and inputs
     * @param decoder from the state to the values
     * @param logError log of the deviation of what is measured from that [columns]
     */
    public record Parameters(GruCell encoder, Linear start, Mlp field, Linear decoder, Tensor logError) {}

    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        spacing = facts.spacing();
        length = facts.length();
        int columns = facts.columns().size();
        int inputs = facts.inputs().size();
        states = 2 * columns + 2;
        return new Parameters(
                GruCell.random(key.fold(0), DType.FLOAT64, 2 * columns + inputs + 1, facts.width()),
                Linear.random(key.fold(1), DType.FLOAT64, facts.width() + columns, 2 * states),
                facts.network(key.fold(2), states + inputs, states),
                Linear.random(key.fold(3), DType.FLOAT64, states, columns),
                Tensor.full(Tensor.zeros(columns).type(), Math.log(FIRST_ERROR)));
    }

    @Override
    public int noise() {
        return states;
    }

    @Override
    public Tensor loss(Parameters parameters, Sequence sequence) {
        Tensor law = encode(parameters, sequence);
        Tensor mean = law.slice(1, 0, states);
        Tensor logScale = law.slice(1, states, 2 * states).plus(RAW_SCALE);
        Tensor start = mean.plus(logScale.exp().times(sequence.noise()));
        Tensor values = decode(parameters, sequence, start);
        Tensor logError = parameters.logError().broadcastTo(values.shape());
        Tensor misfit = sequence.mean(Loss.gaussian(sequence.values(), values, logError));
        Tensor divergence = Loss.gaussianKl(mean, logScale).sum();
        return misfit.plus(divergence.dividedBy(sequence.counted().sum().maximum(1)));
    }

    @Override
    public Tensor predict(Parameters parameters, Sequence sequence) {
        return decode(parameters, sequence, encode(parameters, sequence).slice(1, 0, states));
    }

    /** Mean and log of the scale of the first states, side by side [series, 2 states]. */
    private Tensor encode(Parameters parameters, Sequence sequence) {
        Tensor known = sequence.values().times(sequence.shown());
        Tensor share =
                sequence.times().dividedBy(length).reshape(sequence.times().size(), 1, 1);
        Tensor time = share.plus(Tensor.zeros(sequence.first().shape().dim(0), 1));
        Tensor rows = Sequence.beside(
                Tensor.concatenate(-1, known, sequence.shown(), time),
                sequence.inputs().rows(sequence.times()));
        GruCell encoder = parameters.encoder();
        Tensor read = encoder.over(
                        encoder.start(rows.get(0)),
                        rows.flip(0),
                        sequence.shown().max(-1).flip(0))
                .carry();
        return parameters.start().apply(Tensor.concatenate(-1, read, sequence.first()));
    }

    private Tensor decode(Parameters parameters, Sequence sequence, Tensor start) {
        var term = new ODETerm<Tensor, Mlp>((t, y, field) ->
                field.apply(Sequence.beside(y, sequence.inputs().evaluate(t))).dividedBy(spacing));
        Tensor states = DiffEqSolve.diffeqsolve(
                        term,
                        new Tsit5(),
                        0,
                        sequence.end(),
                        start,
                        parameters.field(),
                        sequence.solving().saveAt(SaveAt.ts(sequence.times().toArray())))
                .ys();
        return parameters.decoder().apply(states);
    }
}
