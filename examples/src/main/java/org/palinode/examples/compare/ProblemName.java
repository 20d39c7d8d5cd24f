package org.palinode.examples.compare;

import java.util.Locale;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.Series;
import org.palinode.examples.model.ModelName;
import org.palinode.examples.train.Fitted;
import org.palinode.examples.train.Settings;
import org.palinode.examples.train.Training;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** The problems that adjoints are compared on, as the command line names them. */
public enum ProblemName {
    /** A neural ODE on a series. */
    LYNX_HARE(true) {
        @Override
        public AdjointProblem<?> problem(Series series, long seed) {
            return untrained(ModelName.NEURAL_ODE, series, seed);
        }
    },
    /** The model of predator and prey on a series. */
    LOTKA_VOLTERRA(true) {
        @Override
        public AdjointProblem<?> problem(Series series, long seed) {
            return untrained(ModelName.LOTKA_VOLTERRA, series, seed);
        }
    },
    /** x″ = μ(1 − x²)x′ − x + cos t, which forgets its start as fast as it can. */
    VAN_DER_POL(false) {
        @Override
        public AdjointProblem<?> problem(Series series, long seed) {
            return vanDerPol();
        }
    },
    /** A random network as the field of many states at once. */
    MLP(false) {
        @Override
        public AdjointProblem<?> problem(Series series, long seed) {
            return mlp(seed);
        }
    },
    /** Networks as drift and diffusion, in Stratonovich's calculus. */
    NEURAL_SDE(false) {
        @Override
        public AdjointProblem<?> problem(Series series, long seed) {
            return DrivenNetworks.sde(seed);
        }
    },
    /** A network as the field of a controlled equation. */
    NEURAL_CDE(false) {
        @Override
        public AdjointProblem<?> problem(Series series, long seed) {
            return DrivenNetworks.cde(seed);
        }
    };

    private final boolean ofSeries;

    ProblemName(boolean ofSeries) {
        this.ofSeries = ofSeries;
    }

    /** True if the problem is a model of a series. */
    public boolean isOfSeries() {
        return ofSeries;
    }

    /**
     * The problem with its first parameters.
     *
     * @param series for a problem that is a model of one; else not looked at
     * @param seed of random parameters
     */
    public abstract AdjointProblem<?> problem(Series series, long seed);

    private static AdjointProblem<?> untrained(ModelName model, Series series, long seed) {
        return AdjointProblem.of(untrained(Training.of(Settings.of(model).seed(seed), series)));
    }

    private static <P> Fitted<P> untrained(Training<P> training) {
        return new Fitted<>(training, training.initial(), 0);
    }

    private record Oscillator(Tensor damping, Tensor y0) {}

    private static AdjointProblem<Oscillator> vanDerPol() {
        double t1 = 50;
        var term = ODETerm.of((t, y, damping) -> {
            Tensor x = y.get(0);
            Tensor slope = y.get(1);
            Tensor pull = damping.times(x.square().negate().plus(1)).times(slope);
            return Tensor.stack(slope, pull.minus(x).plus(t.cos()));
        });
        return new AdjointProblem<>(
                "x'' = m (1 - x^2) x' - x + cos t with m = 1, from (2, 0) over [0, 50]; the squares of x and x' at the end",
                0,
                t1,
                new Oscillator(Tensor.scalar(1), Tensor.of(2, 0)),
                (p, options) -> DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, t1, p.y0(), p.damping(), options)
                        .y1()
                        .square()
                        .sum());
    }

    private record Network(Mlp field, Tensor y0) {}

    private static AdjointProblem<Network> mlp(long seed) {
        double t1 = 10;
        int batch = 32;
        RandomKey key = RandomKey.of(seed);
        Network network = new Network(
                Mlp.random(key.fold(0), Activation.TANH, 4, 64, 64, 4),
                key.fold(1).normal(batch, 4));
        return new AdjointProblem<>(
                "a random 4-64-64-4 tanh network moving " + batch + " states over [0, 10]; the squares of their ends",
                0,
                t1,
                network,
                (p, options) -> {
                    var term =
                            new ODETerm<Tensor, Void>((t, y, none) -> p.field().apply(y));
                    return DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, t1, p.y0(), null, options)
                            .y1()
                            .square()
                            .sum();
                });
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
