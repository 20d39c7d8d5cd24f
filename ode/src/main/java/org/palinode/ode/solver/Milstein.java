package org.palinode.ode.solver;

import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.NoiseKind;

/** The formulas of both methods of Milstein, with derivatives of the diffusion along itself by forward mode. */
final class Milstein {
    private final NoisyField field;
    private final Tensor t;
    private final Tensor y;

    Milstein(NoisyField field, Tensor t, Tensor y) {
        this.field = field;
        this.t = t;
        this.y = y;
    }

    /** y + h f + g W + ½ D(gW) gW: Stratonovich's solution, of order 1 for commutative noise. */
    Tensor stratonovich(Tensor dt) {
        NoiseVector w = field.w().times(dt);
        Tensor move = field.diffusion(t, y, w);
        Tensor bend = alongItself(x -> field.diffusion(t, x, w), move);
        return y.plus(field.drift().apply(t, y).times(dt)).plus(move).plus(bend.times(0.5));
    }

    /** Σⱼ Dgⱼ gⱼ over all Brownian motions: twice what Itô's drift exceeds Stratonovich's by. */
    Tensor correction() {
        Tensor sum = y.zerosLike();
        for (int path = 0; path < field.kinds().size(); path++) {
            sum = sum.plus(correction(path));
        }
        return sum;
    }

    private Tensor correction(int path) {
        NoiseVector like = field.w();
        NoiseKind kind = field.kinds().get(path);
        if (kind == NoiseKind.ADDITIVE) {
            return y.zerosLike();
        }
        if (kind == NoiseKind.DIAGONAL) {
            return column(like.ones(path));
        }
        Tensor sum = y.zerosLike();
        for (int component = 0; component < like.paths().get(path).size(); component++) {
            sum = sum.plus(column(like.unit(path, component)));
        }
        return sum;
    }

    private Tensor column(NoiseVector unit) {
        return alongItself(x -> field.diffusion(t, x, unit), field.diffusion(t, y, unit));
    }

    private Tensor alongItself(UnaryOperator<Tensor> function, Tensor direction) {
        Tangents tangents = new Tangents();
        return tangents.tangent(function.apply(tangents.variable(y, direction)));
    }

    /** The step that ends at y₁, without an estimate of its error; linear inside. */
    static Step step(Tensor y0, Tensor y1) {
        return new Step(y1, null, List.of(y0, y1), List.of());
    }
}
