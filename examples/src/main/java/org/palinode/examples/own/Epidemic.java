package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Course of an epidemic, S' = −βSI/N, I' = βSI/N − γI, of N = S + I + R people. One column is I; three are S, I and R.
 *
 * <p>Source: W. O. Kermack, A. G. McKendrick, "A contribution to the mathematical theory of epidemics", Proc. R. Soc. A 115, 1927, 700–721.
 */
public final class Epidemic implements SeriesEquation<Epidemic.Parameters> {
    private boolean infectedAlone;

    /** Logarithms of β and γ, and of N where it is not observed; scalars. */
    public record Parameters(Tensor logBeta, Tensor logGamma, Tensor logPeople) {}

    /** An epidemic that doubles ten times in the time seen, and of three times as many people as were ill at once. */
    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        int columns = facts.columns().size();
        if (columns != 1 && columns != 3) {
            throw new IllegalArgumentException("sir needs one column, the infected, or three: susceptible, infected and"
                    + " recovered; got " + facts.columns() + "; choose them by --columns");
        }
        infectedAlone = columns == 1;
        double most = facts.greatest().get(infectedAlone ? 0 : 1);
        if (!(most > 0)) {
            throw new IllegalArgumentException("sir needs infected people, and the greatest number is " + most
                    + "; choose their column by --columns");
        }
        double rate = 10 / facts.length();
        double people = infectedAlone
                ? 3 * most
                : facts.means().stream().mapToDouble(mean -> mean).sum();
        return new Parameters(
                Tensor.scalar(Math.log(2 * rate)), Tensor.scalar(Math.log(rate)), Tensor.scalar(Math.log(people)));
    }

    @Override
    public Tensor start(Parameters parameters, Tensor values, Tensor inputs) {
        if (!infectedAlone) {
            return values;
        }
        Tensor infected = values.index(1, 0).maximum(0);
        Tensor rest = parameters.logPeople().exp().minus(infected);
        return Tensor.stack(1, rest, infected, infected.times(0));
    }

    @Override
    public Tensor field(Parameters parameters, Tensor t, Tensor state, Tensor inputs) {
        Tensor infected = state.index(1, 1);
        Tensor caught = parameters
                .logBeta()
                .exp()
                .times(state.index(1, 0))
                .times(infected)
                .dividedBy(state.sum(1));
        Tensor recovered = parameters.logGamma().exp().times(infected);
        return Tensor.stack(1, caught.negate(), caught.minus(recovered), recovered);
    }

    @Override
    public Tensor observed(Parameters parameters, Tensor state) {
        return infectedAlone ? state.slice(-1, 1, 2) : state;
    }
}
