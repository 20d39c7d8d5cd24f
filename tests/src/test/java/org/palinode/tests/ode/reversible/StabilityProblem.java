package org.palinode.tests.ode.reversible;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.term.VectorField;

/** The problems on which the reversible adjoint must be steady: the wrapper as published is wrong on most that damp. */
enum StabilityProblem {
    /** x″ = −ω²x: neither grows nor damps. */
    OSCILLATOR("harmonic oscillator", 20, Tensor.of(1, 0.5), Tensor.of(1.3)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            return Tensor.stack(y.get(1), y.get(0).times(p.get(0).square()).negate());
        }
    },
    /** Predator and prey: cycles that keep their size. */
    LOTKA_VOLTERRA("Lotka–Volterra", 20, Tensor.of(1, 0.5), Tensor.of(1.1, 0.9, 1, 0.8)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            Tensor meetings = y.get(0).times(y.get(1));
            Tensor prey = p.get(0).times(y.get(0)).minus(p.get(1).times(meetings));
            Tensor predator = p.get(3).times(meetings).minus(p.get(2).times(y.get(1)));
            return Tensor.stack(prey, predator);
        }
    },
    /** Damped and driven; with 1,000 steps h = 0.1 is coarse. */
    FORCED_VAN_DER_POL("forced van der Pol, μ = 1", 100, Tensor.of(2, 0), Tensor.of(1, 1)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            Tensor push = p.get(1).times(t.cos());
            return vanDerPol(y, p.get(0), push);
        }

        @Override
        boolean isResolvedIn(int steps) {
            return steps >= 10_000;
        }
    },
    /** Relaxation: slow arcs, along which the field damps by up to 30 a unit of time, and jumps. */
    VAN_DER_POL_10("van der Pol, μ = 10", 20, Tensor.of(2, 0), Tensor.of(10.0)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            return vanDerPol(y, p.get(0), t.times(0));
        }
    },
    /** y' = −a y, |a| h = 0.1 with 1,000 steps; in float32 its end is near the smallest number. */
    DAMPED("damped linear", 80, Tensor.of(1, -2), Tensor.of(1.25, 0.5)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            return y.times(p).negate();
        }
    },
    /** Chaos: neighbours part by e^0.9t. */
    LORENZ("Lorenz", 10, Tensor.of(1, 1, 1), Tensor.of(10, 28, 8.0 / 3)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            Tensor x = y.get(0);
            return Tensor.stack(
                    p.get(0).times(y.get(1).minus(x)),
                    x.times(p.get(1).minus(y.get(2))).minus(y.get(1)),
                    x.times(y.get(1)).minus(p.get(2).times(y.get(2))));
        }
    },
    /** A network 2-16-2 fitted to the slopes of a spiral. */
    MLP("trained MLP field", 10, Tensor.of(1.5, 0), TrainedSpiral.parameters()) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            return TrainedSpiral.field(p).apply(y);
        }
    },
    /** u_t = k u_xx between walls at 0: 50 points, damping from 10 to 10,404 a unit of time. */
    HEAT("heat equation, 50 points", 0.1, bump(), Tensor.of(1.0)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            Tensor wall = y.slice(0, 0, 1).times(0);
            Tensor left = Tensor.concatenate(0, wall, y.slice(0, 0, 49));
            Tensor right = Tensor.concatenate(0, y.slice(0, 1, 50), wall);
            return left.plus(right).minus(y.times(2)).times(p.get(0)).times(51 * 51);
        }

        /** 1,000 steps damp the fastest mode by 65 % each. */
        @Override
        boolean isTakenBackIn(int steps) {
            return steps >= 10_000;
        }
    },
    /** An orbit of eccentricity 0.5, three times round. */
    KEPLER("Kepler, e = 0.5", 20, Tensor.of(0.5, 0, 0, Math.sqrt(3)), Tensor.of(1.0)) {
        @Override
        Tensor slope(Tensor t, Tensor y, Tensor p) {
            Tensor place = y.slice(0, 0, 2);
            Tensor r = place.square().sum().sqrt();
            Tensor pull = place.times(p.get(0)).dividedBy(r.power(3)).negate();
            return Tensor.concatenate(0, y.slice(0, 2, 4), pull);
        }
    };

    private final String title;
    private final double t1;
    private final Tensor y0;
    private final Tensor parameters;

    StabilityProblem(String title, double t1, Tensor y0, Tensor parameters) {
        this.title = title;
        this.t1 = t1;
        this.y0 = y0;
        this.parameters = parameters;
    }

    abstract Tensor slope(Tensor t, Tensor y, Tensor parameters);

    VectorField<Tensor, Tensor> field() {
        return this::slope;
    }

    /** Whether that many equal steps damp no mode so strongly that they must be stored. */
    boolean isTakenBackIn(int steps) {
        return true;
    }

    /** Whether that many equal steps follow the solution, not only stay finite. */
    boolean isResolvedIn(int steps) {
        return true;
    }

    /** The time at the end; 0 is the start. */
    double t1() {
        return t1;
    }

    Tensor y0(DType dtype) {
        return y0.cast(dtype);
    }

    Tensor parameters(DType dtype) {
        return parameters.cast(dtype);
    }

    @Override
    public String toString() {
        return title;
    }

    private static Tensor vanDerPol(Tensor y, Tensor mu, Tensor push) {
        Tensor damping = y.get(0).square().negate().plus(1).times(mu);
        return Tensor.stack(y.get(1), damping.times(y.get(1)).minus(y.get(0)).plus(push));
    }

    private static Tensor bump() {
        return Tensor.linspace(1, 50, 50)
                .times(Math.PI / 51)
                .sin()
                .power(3)
                .plus(Tensor.linspace(1, 50, 50).times(7 * Math.PI / 51).sin().times(0.1));
    }
}
