package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Equation with noise beside the divergence of its law from that of another with the same diffusion, the prior, by which latent stochastic
 * equations are trained:
 * <pre>
 *   dy = f(t, y, args) dt + g(t, y, args) dW        dD = ½ |u|² dt        g u = f − prior
 * </pre>
 * By Girsanov's theorem the mean of D over the noise is the Kullback–Leibler divergence KL(posterior | prior) of the paths up to t. The state is a
 * {@link Pair} of y and D, so D is to be had wherever y is, with its gradient under every adjoint. It is the same in both calculi.
 *
 * <p>Where g is no square matrix, u is the shortest or the only one that fits. Where none fits, because the drifts differ in a direction without noise,
 * the divergence is infinite: the solve throws an {@link ArithmeticException} there, as it does where g is singular.
 *
 * <p>Source: X. Li, T.-K. L. Wong, R. T. Q. Chen, D. Duvenaud, "Scalable Gradients for Stochastic Differential Equations", AISTATS 2020,
 * arXiv:2001.01328, section 5.
 *
 * @param posterior the drift f, of the solution
 * @param prior the drift of the law that it is compared with
 * @param diffusion of both, with the noise of the solution
 */
public record PathDivergenceTerm<Y, A>(VectorField<Y, A> posterior, VectorField<Y, A> prior, Diffusion<Y, A> diffusion)
        implements Term<Pair<Y, Tensor>, A>, WholeTerm {
    public PathDivergenceTerm {
        Objects.requireNonNull(posterior, "a PathDivergenceTerm needs the drift of its solution, (t, y, args) -> ...");
        Objects.requireNonNull(prior, "a PathDivergenceTerm needs the drift of the prior, (t, y, args) -> ...");
        Objects.requireNonNull(
                diffusion, "a PathDivergenceTerm needs the diffusion of both drifts, such as Diffusion.diagonal(...)");
    }

    /** A start at y0 with a divergence of 0, a scalar. */
    public static <Y> Pair<Y, Tensor> start(Y y0) {
        Tensor first = Tree.flatten(y0).leaves().get(0);
        return new Pair<>(y0, Tensor.scalar(0).cast(first.dtype()));
    }

    /**
     * A start at a batch of states, the first axis of each leaf, with a divergence of 0 for each of them [batch]. The noise is of each number's own.
     *
     * @throws IllegalArgumentException if the first leaf is a scalar
     */
    public static <Y> Pair<Y, Tensor> startBatch(Y y0) {
        Tensor first = Tree.flatten(y0).leaves().get(0);
        if (first.rank() == 0) {
            throw new IllegalArgumentException("a batch of states is the first axis of each tensor, got a scalar; for"
                    + " one divergence use PathDivergenceTerm.start");
        }
        return new Pair<>(y0, Tensor.zeros(first.shape().dim(0)).cast(first.dtype()));
    }

    @Override
    public List<VectorField<Pair<Y, Tensor>, A>> drift() {
        return List.of((t, state, args) -> {
            Y slope = posterior.apply(t, state.first(), args);
            return new Pair<>(slope, rate(t, state, slope, args));
        });
    }

    @Override
    public List<Diffusion<Pair<Y, Tensor>, A>> diffusions() {
        return List.of(diffusion.ofFirst());
    }

    /** Leaves of the shapes and the type of y. */
    private static <Y> List<Tensor> leavesLike(String name, Y drift, Tree.Flat<Y> y) {
        Objects.requireNonNull(drift, () -> name + " of a PathDivergenceTerm returned null");
        List<Tensor> leaves = Tree.flatten(drift).leaves();
        if (leaves.size() != y.leaves().size()) {
            throw new IllegalArgumentException(name + " of a PathDivergenceTerm has as many tensors as its state, "
                    + y.leaves().size() + ", got " + leaves.size() + "; return one for each");
        }
        return IntStream.range(0, leaves.size())
                .mapToObj(i -> like(name, leaves.get(i), y.leaves().get(i)))
                .toList();
    }

    private static Tensor like(String name, Tensor leaf, Tensor y) {
        if (leaf.size() != y.size() || !leaf.shape().broadcastsTo(y.shape())) {
            throw new IllegalArgumentException(name + " of a PathDivergenceTerm must have the shape of its state, "
                    + y.shape() + ", got " + leaf.shape() + "; it has a number for each of y");
        }
        return leaf.cast(y.dtype()).reshape(y.shape());
    }

    private Tensor rate(Tensor t, Pair<Y, Tensor> state, Y slope, A args) {
        Tree.Flat<Y> y = Tree.flatten(state.first());
        List<Tensor> f = leavesLike("the posterior drift", slope, y);
        List<Tensor> p = leavesLike("the prior drift", prior.apply(t, state.first(), args), y);
        Shape batch = state.second().shape();
        Tensor squares = diffusion.isElementwise()
                ? elementwise(t, f, p, leavesLike("the diffusion", diffusion.sizes(t, state.first(), args), y), batch)
                : mixing(t, NoiseProducts.vector(f), NoiseProducts.vector(p), state, args);
        return squares.times(0.5);
    }

    private static Tensor elementwise(Tensor t, List<Tensor> f, List<Tensor> p, List<Tensor> g, Shape batch) {
        return IntStream.range(0, g.size())
                .mapToObj(i -> squares(RequireNoise.ratio(f.get(i).minus(p.get(i)), g.get(i), t), batch))
                .reduce(Tensor::plus)
                .orElseThrow();
    }

    private Tensor mixing(Tensor t, Tensor f, Tensor p, Pair<Y, Tensor> state, A args) {
        requireOne(state.second().shape());
        Tensor g = diffusion.matrix(t, state.first(), args).cast(f.dtype());
        return new NoiseEquation(g, f.minus(p), f.abs().plus(p.abs()))
                .solution(t)
                .square()
                .sum();
    }

    /** Noise that mixes has no part of a row of y. */
    private static void requireOne(Shape batch) {
        if (batch.rank() > 0) {
            throw new IllegalArgumentException("a divergence for each of a batch " + batch
                    + " needs noise of each number's own, by Diffusion.diagonal or Diffusion.additiveDiagonal; for other"
                    + " noise start at PathDivergenceTerm.start, with solveEach for many states");
        }
    }

    /** The sum of squares over all axes but those of the batch. */
    private static Tensor squares(Tensor u, Shape batch) {
        boolean fits = batch.rank() <= u.rank()
                && IntStream.range(0, batch.rank())
                        .allMatch(axis -> batch.dim(axis) == u.shape().dim(axis));
        if (!fits) {
            throw new IllegalArgumentException("the divergence of a state " + u.shape()
                    + " is a scalar, or has its first axes, got " + batch
                    + "; start at PathDivergenceTerm.start or startBatch");
        }
        return u.square().reshape(batch.size(), u.size() / batch.size()).sum(1).reshape(batch);
    }
}
