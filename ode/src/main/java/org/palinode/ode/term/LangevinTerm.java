package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.noise.BrownianPath;

/**
 * Underdamped Langevin equation: a particle at x with velocity v in a potential f, with friction γ and noise that balances it,
 * <pre>
 *   dx = v dt        dv = −γ v dt − u ∇f(x, args) dt + √(2γu) dW
 * </pre>
 * number by number. In the long run x has the density exp(−f(x)), and v is normal of variance u. The state is a {@link Pair} of x and v. {@code
 * ALIGN}, {@code ShOULD} and {@code QUICSORT} are made for it; any other solver for additive noise takes it too.
 *
 * @param gamma the friction γ, of the shape of x; a leaf may also be a scalar
 * @param u the noise's square per friction, likewise
 * @param gradient ∇f of (x, args), of the shape of x
 * @param path a Brownian path of the shape of x
 */
public record LangevinTerm<X, A>(X gamma, X u, BiFunction<X, A, X> gradient, BrownianPath<X> path)
        implements Term<Pair<X, X>, A> {
    /** @throws IllegalArgumentException if a number of γ or u is negative or not finite */
    public LangevinTerm {
        Objects.requireNonNull(gradient, "a LangevinTerm needs the gradient of its potential, (x, args) -> ...");
        Objects.requireNonNull(
                path, "a LangevinTerm needs a Brownian path of the shape of x, such as VirtualBrownianTree.of(...)");
        requirePositive("gamma", gamma);
        requirePositive("u", u);
    }

    private static void requirePositive(String name, Object tree) {
        Objects.requireNonNull(tree, () -> "a LangevinTerm needs " + name + ", got null");
        for (Tensor leaf : Tree.flatten(tree).leaves()) {
            for (double number : leaf.stopGradient().concrete().toArray()) {
                if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException(name + " of a LangevinTerm must be finite and not negative, got "
                            + number + "; it is under the root of the noise");
                }
            }
        }
    }

    @Override
    public List<VectorField<Pair<X, X>, A>> drift() {
        return List.of((t, y, args) -> new Pair<>(y.second(), slope(y, args)));
    }

    private X slope(Pair<X, X> y, A args) {
        List<Tensor> v = Tree.flatten(y.second()).leaves();
        List<Tensor> force = Tree.flatten(gradient.apply(y.first(), args)).leaves();
        List<Tensor> friction = Tree.flatten(gamma).leaves();
        List<Tensor> factor = Tree.flatten(u).leaves();
        requireFit("gamma", friction, v);
        requireFit("u", factor, v);
        requireFit("the gradient", force, v);
        requireSizes(force, v);
        requireNoiseOf(v);
        List<Tensor> slopes = IntStream.range(0, v.size())
                .mapToObj(i -> friction.get(i)
                        .times(v.get(i))
                        .plus(factor.get(i).times(force.get(i)))
                        .negate())
                .toList();
        return Tree.flatten(y.second()).structure().unflatten(slopes);
    }

    private static void requireFit(String name, List<Tensor> leaves, List<Tensor> v) {
        if (leaves.size() != v.size()) {
            throw new IllegalArgumentException(name + " of a LangevinTerm has as many tensors as x, " + v.size()
                    + ", got " + leaves.size() + "; give one for each");
        }
        for (int i = 0; i < leaves.size(); i++) {
            if (!leaves.get(i).shape().broadcastsTo(v.get(i).shape())) {
                throw new IllegalArgumentException(name + " of a LangevinTerm must have the shape of x, "
                        + v.get(i).shape() + ", or broadcast to it, got "
                        + leaves.get(i).shape());
            }
        }
    }

    /** A number that is spread over x is a constant, but no gradient. */
    private static void requireSizes(List<Tensor> force, List<Tensor> v) {
        for (int i = 0; i < v.size(); i++) {
            if (force.get(i).size() != v.get(i).size()) {
                throw new IllegalArgumentException("the gradient of a LangevinTerm must be of the size of x, "
                        + v.get(i).shape() + ", got " + force.get(i).shape() + "; it has a number for each of x");
            }
        }
    }

    private void requireNoiseOf(List<Tensor> v) {
        List<Shape> wanted = v.stream().map(Tensor::shape).toList();
        List<Shape> noise =
                Tree.flatten(path.zero()).leaves().stream().map(Tensor::shape).toList();
        if (!noise.equals(wanted)) {
            throw new IllegalArgumentException("the path of a LangevinTerm must have the shape of x, " + wanted
                    + ", got " + noise + "; make it with a Brownian motion for each number of x");
        }
    }

    /** The noise of v; x has none. */
    @Override
    public List<Diffusion<Pair<X, X>, A>> diffusions() {
        return List.of(Diffusion.ofMomentum(this::amplified, path));
    }

    private Pair<X, X> amplified(X noise) {
        List<Tensor> w = Tree.flatten(noise).leaves();
        List<Tensor> friction = Tree.flatten(gamma).leaves();
        List<Tensor> factor = Tree.flatten(u).leaves();
        requireFit("gamma", friction, w);
        requireFit("u", factor, w);
        List<Tensor> products = IntStream.range(0, w.size())
                .mapToObj(i ->
                        friction.get(i).times(2).times(factor.get(i)).sqrt().times(w.get(i)))
                .toList();
        return new Pair<>(
                Tree.map(Tensor::zerosLike, noise),
                Tree.flatten(noise).structure().unflatten(products));
    }

    /** γ spread over x [d]; as [1] where it is one number, so that coefficients are computed once. */
    public Tensor friction(X x) {
        List<Tensor> leaves = Tree.flatten(x).leaves();
        List<Tensor> friction = Tree.flatten(gamma).leaves();
        requireFit("gamma", friction, leaves);
        if (friction.size() == 1 && friction.get(0).size() == 1) {
            return friction.get(0).cast(leaves.get(0).dtype()).flatten();
        }
        return Tensor.concatenate(
                0,
                IntStream.range(0, leaves.size())
                        .mapToObj(i -> leaves.get(i)
                                .zerosLike()
                                .plus(friction.get(i).cast(leaves.get(i).dtype()))
                                .flatten())
                        .toArray(Tensor[]::new));
    }
}
