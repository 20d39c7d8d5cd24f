package org.palinode.tests.ode.stiff;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/**
 * Stiff systems of any number of unknowns, each with a Jacobian of another structure: differential equations on a grid with zeros at both ends,
 * and many small systems. Arguments are four numbers.
 *
 * @param structure of the Jacobian, of the whole field as of its stiff part
 * @param mild the part that an implicit–explicit method only evaluates
 * @param stiff the part that it solves with
 */
record GridProblem(
        String name, MatrixStructure structure, VectorField<Tensor, Tensor> mild, VectorField<Tensor, Tensor> stiff) {
    static final Tensor P = Tensor.of(0.01, 0.8, 1.3, 0.6);

    /** A grid as if nothing were known of it. */
    static final GridProblem DENSE = burgers(MatrixStructure.dense());

    static List<GridProblem> all() {
        return List.of(burgers(MatrixStructure.banded(1, 1)), DENSE, upwind(), brusselator(), cells(), independent());
    }

    /** y' = p₀ ∂²y − p₁ y ∂y + sin(p₂ t): a tridiagonal Jacobian. */
    private static GridProblem burgers(MatrixStructure structure) {
        return new GridProblem(
                "burgers, " + structure,
                structure,
                (t, y, p) -> p.get(2).times(t).sin().minus(y.times(slope(y)).times(p.get(1))),
                (t, y, p) -> secondSlope(y).times(p.get(0)));
    }

    /** y' = −p₁ ∂y + p₀ ∂²y − p₃ y³ with a slope of order 3 that looks at two points behind and one ahead. */
    private static GridProblem upwind() {
        return new GridProblem(
                "upwind",
                MatrixStructure.banded(2, 1),
                (t, y, p) -> p.get(2).times(t).sin().minus(y.square().times(y).times(p.get(3))),
                (t, y, p) -> secondSlope(y).times(p.get(0)).minus(biased(y).times(p.get(1))));
    }

    /** u' = p₁ + u²v − (p₂ + 1) u + p₀ ∂²u, v' = p₂u − u²v + p₃ ∂²v, with u and v of a point side by side. */
    private static GridProblem brusselator() {
        return new GridProblem(
                "brusselator",
                MatrixStructure.banded(2, 2),
                (t, y, p) -> {
                    Tensor u = species(y, 0);
                    Tensor reaction = u.square().times(species(y, 1));
                    Tensor conversion = u.times(p.get(2));
                    return sideBySide(p.get(1).plus(reaction).minus(conversion).minus(u), conversion.minus(reaction));
                },
                (t, y, p) -> sideBySide(
                        secondSlope(species(y, 0)).times(p.get(0)),
                        secondSlope(species(y, 1)).times(p.get(3).times(0.01))));
    }

    /** Cells of five that do not touch: y' = 20 tanh(M y) p₁ − 30 y³ + sin(p₂ t). */
    private static GridProblem cells() {
        int size = 5;
        Tensor matrix = Tensor.of(
                Shape.of(size, size),
                IntStream.range(0, size * size)
                        .mapToDouble(k -> Math.sin(1 + 2.3 * k))
                        .toArray());
        return new GridProblem(
                "cells",
                MatrixStructure.blocks(size),
                (t, y, p) -> p.get(2).times(t).sin().plus(y.zerosLike()),
                (t, y, p) -> {
                    Tensor cells = y.reshape(-1, size);
                    Tensor drive = cells.matmul(matrix.transpose().cast(y.dtype()))
                            .tanh()
                            .times(p.get(1).times(20));
                    return drive.minus(cells.square().times(cells).times(30)).flatten();
                });
    }

    /** Numbers that do not touch, each at its own rate: y' = p₁ cos(p₂ t) − r y³ with r from 1 to 100. */
    private static GridProblem independent() {
        return new GridProblem(
                "independent",
                MatrixStructure.diagonal(),
                (t, y, p) -> p.get(2).times(t).cos().times(p.get(1)).plus(y.zerosLike()),
                (t, y, p) -> {
                    Tensor rate = Tensor.linspace(1, 100, y.size()).cast(y.dtype());
                    return y.square().times(y).times(rate).negate();
                });
    }

    /** A start without symmetries that vanishes at the ends, where the field wants zeros. */
    static Tensor start(int n) {
        Tensor x = grid(n);
        return x.times(Math.PI).sin().times(x.times(7).cos().times(0.5).plus(1));
    }

    /** A random smooth function that vanishes at the ends: noise would be stiffer than any step can be solved with. */
    static Tensor direction(int n, RandomKey key) {
        Tensor x = grid(n);
        Tensor sum = x.zerosLike();
        for (int wave = 1; wave <= 9; wave++) {
            sum = sum.plus(key.fold(wave).normal().times(x.times(wave * Math.PI).sin()));
        }
        return sum;
    }

    private static Tensor grid(int n) {
        return Tensor.arange(n).plus(1).dividedBy(n + 1);
    }

    /** The field as {@code solver} wants it: whole, or in two parts. */
    Term<Tensor, Tensor> term(Solver solver) {
        return solver.splitsField()
                ? MultiTerm.of(mild, stiff)
                : new ODETerm<>((t, y, p) -> mild.apply(t, y, p).plus(stiff.apply(t, y, p)));
    }

    private static Tensor species(Tensor y, int which) {
        return y.reshape(-1, 2).index(1, which);
    }

    private static Tensor sideBySide(Tensor u, Tensor v) {
        return Tensor.stack(1, u, v).flatten();
    }

    /** y_{i + by}, 0 beyond the ends. */
    private static Tensor shifted(Tensor y, int by) {
        Tensor zeros = Tensor.full(y.type().with(Shape.of(Math.abs(by))), 0);
        return by > 0
                ? Tensor.concatenate(0, y.slice(0, by, y.size()), zeros)
                : Tensor.concatenate(0, zeros, y.slice(0, 0, y.size() + by));
    }

    private static Tensor secondSlope(Tensor y) {
        double n1 = y.size() + 1;
        return shifted(y, 1).minus(y.times(2)).plus(shifted(y, -1)).times(n1 * n1);
    }

    private static Tensor slope(Tensor y) {
        return shifted(y, 1).minus(shifted(y, -1)).times((y.size() + 1) / 2.0);
    }

    private static Tensor biased(Tensor y) {
        return shifted(y, 1)
                .times(2)
                .plus(y.times(3))
                .minus(shifted(y, -1).times(6))
                .plus(shifted(y, -2))
                .times((y.size() + 1) / 6.0);
    }

    @Override
    public String toString() {
        return name;
    }
}
