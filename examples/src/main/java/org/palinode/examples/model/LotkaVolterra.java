package org.palinode.examples.model;

import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.Series;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * Prey x and predator y:
 * <pre>
 *   x' = α x − β x y        y' = −γ y + δ x y
 * </pre>
 * solved by Tsit5 in logarithms u = log x, v = log y, where u' = α − β eᵛ and v' = −γ + δ eᵘ. The start is fitted as well.
 *
 * <p>Source: B. Carpenter, "Predator-Prey Population Dynamics: the Lotka-Volterra model in Stan", 2018, which finds means of α 0.55,
 * β 0.028, γ 0.80, δ 0.024 a year for the pelts of hares and lynxes, in thousands.
 */
public final class LotkaVolterra implements SeriesModel<LotkaVolterra.Parameters> {
    private final Series series;

    /**
     * Fitted parameters, in logarithms, so that all rates are positive.
     *
     * @param logRates log α, log β, log γ, log δ
     * @param start u and v at the first observation
     */
    public record Parameters(Tensor logRates, Tensor start) {
        /** α, β, γ, δ. */
        public Tensor rates() {
            return logRates.exp();
        }
    }

    /** A model of a series of two columns: the prey, then its predator. */
    public LotkaVolterra(Series series) {
        if (series.columns() != 2) {
            throw new IllegalArgumentException(
                    "lotka-volterra needs two columns beside time, the prey and then its predator, but "
                            + series.source() + " has " + series.columns() + ": " + String.join(", ", series.names()));
        }
        this.series = series;
    }

    /**
     * For each species x/y fluctuates about its mean γ/δ and α/β, near which the angular frequency is √(αγ): geometric means and the
     * steepness of the logarithms give a first guess of all four with α = γ.
     */
    @Override
    public Parameters initial(RandomKey key) {
        Tensor logs = series.logs(series.size());
        Tensor mean = logs.mean(0);
        Tensor rate = Tensor.scalar(frequency(logs.minus(mean))).log();
        Tensor rates = Tensor.stack(rate, rate.minus(mean.get(1)), rate, rate.minus(mean.get(0)));
        return new Parameters(rates, logs.get(0));
    }

    /** The angular frequency of oscillations: of a sine it is the deviation of its slope over its own. */
    private double frequency(Tensor oscillations) {
        int last = series.size() - 1;
        Tensor times = Tensor.of(series.times(series.size())).reshape(-1, 1);
        Tensor slopes = oscillations
                .slice(0, 1, last + 1)
                .minus(oscillations.slice(0, 0, last))
                .dividedBy(times.slice(0, 1, last + 1).minus(times.slice(0, 0, last)));
        return slopes.norm().item() / Math.max(oscillations.norm().item(), Double.MIN_NORMAL);
    }

    @Override
    public Tensor logs(Parameters parameters, double[] times, SolveOptions options) {
        var term = ODETerm.of(LotkaVolterra::field);
        var solution = DiffEqSolve.diffeqsolve(
                term,
                new Tsit5(),
                times[0],
                times[times.length - 1],
                parameters.start(),
                parameters.rates(),
                options.saveAt(SaveAt.ts(times)));
        return solution.ys();
    }

    private static Tensor field(Tensor t, Tensor logs, Tensor rates) {
        Tensor prey = logs.get(0).exp();
        Tensor predator = logs.get(1).exp();
        return Tensor.stack(
                rates.get(0).minus(rates.get(1).times(predator)),
                rates.get(3).times(prey).minus(rates.get(2)));
    }

    @Override
    public List<String> describe(Parameters parameters) {
        double[] rates = parameters.rates().toArray();
        double[] start = parameters.start().exp().toArray();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "alpha %.4g, beta %.4g, gamma %.4g, delta %.4g",
                        rates[0],
                        rates[1],
                        rates[2],
                        rates[3]),
                String.format(
                        Locale.ROOT,
                        "start: %s %.4g, %s %.4g",
                        series.names().get(0),
                        start[0],
                        series.names().get(1),
                        start[1]));
    }
}
