package org.palinode.examples.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.examples.data.Series;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * dz/dt = network(z)/spacing by Tsit5, where z = (log x − mean)/deviation: of order 1 whatever the units of the series. The start z(t₀)
 * is fitted as well.
 *
 * <p>Source: R. T. Q. Chen, Y. Rubanova, J. Bettencourt, D. Duvenaud, "Neural Ordinary Differential Equations", 2018, arXiv:1806.07366.
 */
public final class NeuralOde implements SeriesModel<NeuralOde.Parameters> {
    private final int[] widths;
    private final double spacing;
    private final Tensor mean;
    private final Tensor deviation;
    private final Tensor first;

    /** Fitted parameters. */
    public record Parameters(Mlp field, Tensor start) {}

    /**
     * A network scaled to a series.
     *
     * @param width of each hidden layer
     * @param depth the number of hidden layers
     */
    public NeuralOde(Series series, int width, int depth) {
        if (width < 1 || depth < 1) {
            throw new IllegalArgumentException(
                    "a neural ODE needs a width and a depth of 1 at least, got " + width + " and " + depth);
        }
        widths = IntStream.range(0, depth + 2)
                .map(i -> i == 0 || i == depth + 1 ? series.columns() : width)
                .toArray();
        spacing = series.spacing();
        Tensor logs = series.logs(series.size());
        mean = logs.mean(0);
        Tensor deviations = logs.minus(mean).square().mean(0).sqrt();
        deviation = Tensor.where(deviations.greater(0), deviations, deviations.onesLike()); // a column may be constant
        first = logs.get(0).minus(mean).dividedBy(deviation);
    }

    @Override
    public Parameters initial(RandomKey key) {
        return new Parameters(Mlp.random(key, Activation.TANH, widths), first);
    }

    @Override
    public Tensor logs(Parameters parameters, double[] times, SolveOptions options) {
        var term = new ODETerm<Tensor, Void>(
                (t, z, none) -> parameters.field().apply(z).dividedBy(spacing));
        var solution = DiffEqSolve.diffeqsolve(
                term,
                new Tsit5(),
                times[0],
                times[times.length - 1],
                parameters.start(),
                null,
                options.saveAt(SaveAt.ts(times)));
        Tensor scaled = solution.ys();
        return scaled.times(deviation.cast(scaled.dtype())).plus(mean.cast(scaled.dtype()));
    }

    @Override
    public List<String> describe(Parameters parameters) {
        int numbers = Tree.flatten(parameters).leaves().stream()
                .mapToInt(Tensor::size)
                .sum();
        String layers = String.join(
                "-", Arrays.stream(widths).mapToObj(Integer::toString).toList());
        return List.of("a " + layers + " tanh network and the start: " + numbers + " parameters");
    }
}
