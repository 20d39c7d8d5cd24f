package org.palinode.tests.ode.noise;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/**
 * Equations over [0, 1], one of each kind of noise and of control. What they are differentiated for has names: y0, args, what drift and noise close
 * over, and what else there is.
 */
enum NoisyEquation {
    GENERAL(NoiseKind.GENERAL) {
        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            return drift(at).plus(general(at, paths));
        }
    },
    /** Strictly so. */
    DIAGONAL(NoiseKind.DIAGONAL) {
        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            Tensor noise = at.get("noise");
            Diffusion<Tensor, Tensor> own = Diffusion.diagonal(
                    (t, y, a) -> y.sin().plus(t.times(a.get(1)).cos()).times(noise), paths.path(0, 3));
            return drift(at).plus(own.strictly());
        }
    },
    /** Each number has a noise of its own, whose size depends on all: they do not commute. */
    ELEMENTWISE(NoiseKind.GENERAL) {
        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            Tensor noise = at.get("noise");
            return drift(at)
                    .plus(Diffusion.diagonal(
                            (t, y, a) -> y.sum().times(a.get(0)).cos().times(noise), paths.path(0, 3)));
        }
    },
    SCALAR(NoiseKind.COMMUTATIVE) {
        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            Tensor noise = at.get("noise");
            return drift(at)
                    .plus(Diffusion.scalar((t, y, a) -> y.times(a.get(1)).cos().times(noise), paths.path(0)));
        }
    },
    ADDITIVE(NoiseKind.ADDITIVE) {
        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            return drift(at).plus(additive(at, paths));
        }
    },
    PRODUCT(NoiseKind.GENERAL) {
        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            Tensor noise = at.get("noise");
            return drift(at)
                    .plus(Diffusion.<Tensor, Tensor, Tensor>product(
                            (t, y, v, a) -> y.times(v.get(0))
                                    .plus(v.get(1).times(a.get(0)))
                                    .times(noise),
                            paths.path(0, 2)));
        }
    },
    /** Two noises and a control at once. */
    SEVERAL(NoiseKind.GENERAL) {
        @Override
        Map<String, Tensor> at() {
            return with("data", DATA);
        }

        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            return drift(at)
                    .plus(general(at, paths))
                    .plus(additive(at, paths))
                    .plus(new ControlTerm<>(NoisyEquation::driven, LinearInterpolation.of(KNOTS, at.get("data"))));
        }
    },
    CONTROL(null) {
        @Override
        Map<String, Tensor> at() {
            Map<String, Tensor> all = with("data", DATA);
            all.put("knots", KNOTS);
            all.remove("noise");
            return all;
        }

        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            var path = CubicInterpolation.backwardHermite(at.get("knots"), at.get("data"));
            return drift(at).plus(new ControlTerm<>(NoisyEquation::driven, path));
        }
    },
    LANGEVIN(NoiseKind.ADDITIVE) {
        @Override
        Map<String, Tensor> at() {
            Map<String, Tensor> all = with("v0", Tensor.of(0.3, 0.7, -0.4));
            all.put("gamma", Tensor.of(0.8, 1.5, 0.3));
            all.put("u", Tensor.of(0.2, 0.5, 0.9));
            all.remove("noise");
            return all;
        }

        @Override
        Solution<?> solution(Map<String, Tensor> at, Paths paths, Solve solve) {
            Tensor w = at.get("drift");
            var term = new LangevinTerm<Tensor, Tensor>(
                    at.get("gamma"),
                    at.get("u"),
                    (x, a) -> x.times(a.get(0)).plus(w.matmul(x).sin().times(a.get(1))),
                    paths.path(0, 3));
            return solve.of(term, new Pair<>(at.get("y0"), at.get("v0")), at.get("args"));
        }

        @Override
        Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths) {
            throw new UnsupportedOperationException("its state is a pair");
        }
    };

    private static final Tensor KNOTS = Tensor.of(-0.1, 0.17, 0.33, 0.61, 0.87, 1.2);
    private static final Tensor DATA = Tensor.stack(1, KNOTS, KNOTS.times(3).sin());

    private final NoiseKind kind;

    NoisyEquation(NoiseKind kind) {
        this.kind = kind;
    }

    /** Where the noise comes from. */
    interface Paths {
        /** A path of its own for each index. */
        BrownianPath<Tensor> path(int index, int... dims);
    }

    /** What is done with an equation. */
    interface Solve {
        <Y> Solution<Y> of(Term<Y, Tensor> term, Y y0, Tensor args);
    }

    /** What is known of the noise; empty where there is none. */
    Optional<NoiseKind> kind() {
        return Optional.ofNullable(kind);
    }

    /** The equation of a state [3]. */
    abstract Term<Tensor, Tensor> term(Map<String, Tensor> at, Paths paths);

    /** Solved. */
    Solution<?> solution(Map<String, Tensor> at, Paths paths, Solve solve) {
        return solve.of(term(at, paths), at.get("y0"), at.get("args"));
    }

    /** What it is differentiated for. */
    Map<String, Tensor> at() {
        return with("noise", Tensor.of(0.5, 0.3, 0.4));
    }

    private static Map<String, Tensor> with(String name, Tensor tensor) {
        Map<String, Tensor> all = new HashMap<>();
        all.put("y0", Tensor.of(0.5, -1, 0.8));
        all.put("args", Tensor.of(0.7, 1.3));
        all.put("drift", Tensor.of(new double[][] {{0.3, -0.8, 0.5}, {0.9, 0.1, -0.4}, {-0.6, 0.7, 0.2}}));
        all.put("noise", Tensor.of(0.5, 0.3, 0.4));
        all.put(name, tensor);
        return all;
    }

    private static ODETerm<Tensor, Tensor> drift(Map<String, Tensor> at) {
        Tensor w = at.get("drift");
        return new ODETerm<>((t, y, a) -> w.matmul(y)
                .tanh()
                .minus(y.times(a.get(0)).times(t.times(a.get(1)).cos())));
    }

    private static Diffusion<Tensor, Tensor> general(Map<String, Tensor> at, Paths paths) {
        Tensor noise = at.get("noise");
        return Diffusion.general(
                (t, y, a) -> Tensor.stack(
                        1, y.sin().times(noise), y.times(a.get(1)).cos().times(0.3)),
                paths.path(0, 2));
    }

    private static Diffusion<Tensor, Tensor> additive(Map<String, Tensor> at, Paths paths) {
        Tensor noise = at.get("noise");
        return Diffusion.additive(
                (t, a) -> Tensor.stack(1, noise, noise.times(t.times(a.get(1)).cos())), paths.path(1, 2));
    }

    /** f [3, 2] of a control with two channels. */
    private static Tensor driven(Tensor t, Tensor y, Tensor a) {
        return Tensor.stack(1, y.sin().times(a.get(1)), y.times(a.get(0)).cos());
    }
}
