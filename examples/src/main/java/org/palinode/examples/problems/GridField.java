package org.palinode.examples.problems;

import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.term.VectorField;

/**
 * Partial differential equations on 0 < x < 1, by central differences on the n inner points x_i = i/(n + 1), with values given at both ends.
 * The arguments are one tensor p.
 */
public enum GridField implements VectorField<Tensor, List<Tensor>> {
    /** u' = p₀ + u²v − (p₁ + 1)u + p₂ ∂²u, v' = p₁u − u²v + p₂ ∂²v; y = (u, v) [2n]; u = 1 and v = 3 at the ends. */
    BRUSSELATOR {
        @Override
        public Tensor apply(Tensor t, Tensor y, List<Tensor> args) {
            Tensor p = args.get(0);
            int n = y.size() / 2;
            Tensor u = y.slice(0, 0, n);
            Tensor v = y.slice(0, n, 2 * n);
            Tensor reaction = u.square().times(v);
            Tensor uSlope = p.get(0)
                    .plus(reaction)
                    .minus(p.get(1).plus(1).times(u))
                    .plus(p.get(2).times(secondDifference(u, 1)));
            Tensor vSlope = p.get(1).times(u).minus(reaction).plus(p.get(2).times(secondDifference(v, 3)));
            return Tensor.concatenate(0, uSlope, vSlope);
        }

        @Override
        public Tensor start(int points) {
            Tensor u = grid(points).times(2 * Math.PI).sin().plus(1);
            return Tensor.concatenate(0, u, u.onesLike().times(3));
        }
    },
    /** y' = p₀ ∂²y − y ∂y + p₁ sin t; y [n] is 0 at the ends. */
    BURGERS {
        @Override
        public Tensor apply(Tensor t, Tensor y, List<Tensor> args) {
            Tensor p = args.get(0);
            Tensor transport = y.times(difference(y, 0));
            return p.get(0)
                    .times(secondDifference(y, 0))
                    .minus(transport)
                    .plus(p.get(1).times(t.sin()));
        }

        @Override
        public Tensor start(int points) {
            Tensor x = grid(points);
            return x.times(Math.PI).sin().plus(x.times(3 * Math.PI).sin().times(0.3));
        }
    };

    /** The name in reference data. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The initial state on {@code points} inner points. */
    public abstract Tensor start(int points);

    private static Tensor grid(int points) {
        return Tensor.arange(points).plus(1).dividedBy(points + 1);
    }

    private static Tensor next(Tensor x, double end) {
        return Tensor.concatenate(0, x.slice(0, 1, x.size()), end(x, end));
    }

    private static Tensor previous(Tensor x, double end) {
        return Tensor.concatenate(0, end(x, end), x.slice(0, 0, x.size() - 1));
    }

    private static Tensor end(Tensor x, double value) {
        return Tensor.full(x.type().with(Shape.of(1)), value);
    }

    private static Tensor secondDifference(Tensor x, double end) {
        double n1 = x.size() + 1;
        return next(x, end).minus(x.times(2)).plus(previous(x, end)).times(n1 * n1);
    }

    private static Tensor difference(Tensor x, double end) {
        return next(x, end).minus(previous(x, end)).times((x.size() + 1) / 2.0);
    }
}
