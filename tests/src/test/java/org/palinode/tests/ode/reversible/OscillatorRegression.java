package org.palinode.tests.ode.reversible;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;

/** x″ = network(x, x′), trained by Adam to follow a damped oscillator at 20 times from one start; 200 steps a solve. */
final class OscillatorRegression {
    private static final double T1 = 10;
    private static final double[] TIMES = Tensor.linspace(0.5, T1, 20).toArray();
    private static final double RATE = 0.01;

    private final Solver solver;
    private final SolveOptions options;
    private final int hidden;

    OscillatorRegression(Solver solver, Adjoint adjoint, int hidden) {
        this.solver = solver;
        this.hidden = hidden;
        options = SolveOptions.standard().dt0(T1 / 200).saveAt(SaveAt.ts(TIMES)).adjoint(adjoint);
    }

    /** The loss before each of the first steps of training; the same seed each time. */
    double[] losses(int steps) {
        int size = 2 * hidden + hidden + hidden + 1;
        Tensor parameters = RandomKey.of(3).normal(size).times(0.5);
        Tensor mean = parameters.zerosLike();
        Tensor square = parameters.zerosLike();
        Function<Tensor, Tensor> loss = this::loss;
        double[] losses = new double[steps];
        for (int i = 0; i < steps; i++) {
            var at = Autodiff.valueAndGrad(loss, parameters);
            losses[i] = at.value().item();
            mean = mean.times(0.9).plus(at.gradient().times(0.1));
            square = square.times(0.999).plus(at.gradient().square().times(0.001));
            Tensor direction = mean.dividedBy(1 - Math.pow(0.9, i + 1))
                    .dividedBy(
                            square.dividedBy(1 - Math.pow(0.999, i + 1)).sqrt().plus(1e-8));
            parameters = parameters.minus(direction.times(RATE));
        }
        return losses;
    }

    private Tensor loss(Tensor parameters) {
        Mlp network = network(parameters);
        ODETerm<Tensor, Void> term =
                new ODETerm<>((t, y, none) -> Tensor.concatenate(0, y.slice(0, 1, 2), network.apply(y)));
        Tensor places = diffeqsolve(term, solver, 0, T1, Tensor.of(1, 0), null, options)
                .ys()
                .index(1, 0);
        return places.minus(observed()).square().mean();
    }

    /** x″ = −x′/5 − 2 x from (1, 0). */
    private static Tensor observed() {
        double damping = 0.1;
        double frequency = Math.sqrt(2 - damping * damping);
        double[] places = new double[TIMES.length];
        for (int i = 0; i < places.length; i++) {
            double angle = frequency * TIMES[i];
            places[i] = Math.exp(-damping * TIMES[i]) * (Math.cos(angle) + damping / frequency * Math.sin(angle));
        }
        return Tensor.of(places);
    }

    private Mlp network(Tensor p) {
        Tensor first = p.slice(0, 0, 2 * hidden).reshape(2, hidden);
        Tensor firstBias = p.slice(0, 2 * hidden, 3 * hidden);
        Tensor second = p.slice(0, 3 * hidden, 4 * hidden).reshape(hidden, 1);
        Tensor secondBias = p.slice(0, 4 * hidden, 4 * hidden + 1);
        return new Mlp(List.of(new Linear(first, firstBias), new Linear(second, secondBias)), Activation.TANH);
    }
}
