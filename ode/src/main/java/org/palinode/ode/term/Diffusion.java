package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.NoiseKind;

/**
 * Noise of an equation, g(t, y, args) dW: a diffusion and the Brownian path that drives it. It is a term that is added to others, as in
 * {@code new ODETerm<>(f).plus(Diffusion.diagonal(g, path))}. Each kind of noise has a factory, which says what g returns. So shapes that do not
 * fit are an error and not another equation.
 */
public final class Diffusion<Y, A> implements Term<Y, A> {
    private final BrownianPath<?> path;
    private final NoiseKind kind;
    private final Form form;
    private final Product<Y, Object, A> product;
    private final Optional<VectorField<Y, A>> matrices;

    /** The form in which it is written. */
    private enum Form {
        MATRIX,
        DIAGONAL,
        PRODUCT
    }

    /** The product g(t, y, args) v for a vector v in the shape of the noise. */
    @FunctionalInterface
    public interface Product<Y, W, A> {
        /** The product, in the shape of y. */
        Y apply(Tensor t, Y y, W v, A args);
    }

    private Diffusion(BrownianPath<?> path, NoiseKind kind, Form form, Product<Y, ?, A> product) {
        this(path, kind, form, product, Optional.empty());
    }

    /** @param matrices g itself, each leaf with the axes of the noise as its last, where it was written so */
    @SuppressWarnings("unchecked")
    private Diffusion(
            BrownianPath<?> path,
            NoiseKind kind,
            Form form,
            Product<Y, ?, A> product,
            Optional<VectorField<Y, A>> matrices) {
        this.path =
                Objects.requireNonNull(path, "a diffusion needs a Brownian path, such as VirtualBrownianTree.of(...)");
        this.kind = kind;
        this.form = form;
        this.product = (Product<Y, Object, A>) product;
        this.matrices = matrices;
    }

    private static <Y, A> Diffusion<Y, A> mixing(NoiseKind kind, VectorField<Y, A> field, BrownianPath<Tensor> path) {
        Product<Y, Tensor, A> product = (t, y, v, args) -> NoiseProducts.contracted(field.apply(t, y, args), v, y);
        return new Diffusion<>(path, kind, Form.MATRIX, product, Optional.of(field));
    }

    private static <Y, A> Diffusion<Y, A> own(NoiseKind kind, VectorField<Y, A> field, BrownianPath<Y> path) {
        Product<Y, Y, A> product = (t, y, v, args) -> NoiseProducts.elementwise(field.apply(t, y, args), v);
        return new Diffusion<>(path, kind, Form.DIAGONAL, product);
    }

    /**
     * Noise that mixes: each leaf of g has the shape of that leaf of y followed by the shape of the noise, and is summed over the noise.
     *
     * @param field g
     */
    public static <Y, A> Diffusion<Y, A> general(VectorField<Y, A> field, BrownianPath<Tensor> path) {
        return mixing(NoiseKind.GENERAL, field, path);
    }

    /**
     * Noise of its own for each number of y: g has the shape of y and of the noise.
     *
     * @param field g
     */
    public static <Y, A> Diffusion<Y, A> diagonal(VectorField<Y, A> field, BrownianPath<Y> path) {
        return own(NoiseKind.GENERAL, field, path);
    }

    /**
     * A single noise for all numbers of y: g has the shape of y, the noise is a scalar.
     *
     * @param field g
     */
    public static <Y, A> Diffusion<Y, A> scalar(VectorField<Y, A> field, BrownianPath<Tensor> path) {
        Product<Y, Tensor, A> product = (t, y, v, args) -> NoiseProducts.scaled(field.apply(t, y, args), v);
        return new Diffusion<>(path, NoiseKind.COMMUTATIVE, Form.MATRIX, product);
    }

    /**
     * Noise that does not depend on y, for which both calculi agree and more solvers and higher orders are to be had. Each leaf of g is as for
     * {@link #general}.
     *
     * @param field g
     */
    public static <Y, A> Diffusion<Y, A> additive(AdditiveField<Y, A> field, BrownianPath<Tensor> path) {
        return mixing(NoiseKind.ADDITIVE, (t, y, args) -> field.apply(t, args), path);
    }

    /**
     * Noise of its own for each number of y that does not depend on y: g has the shape of y and of the noise.
     *
     * @param field g
     */
    public static <Y, A> Diffusion<Y, A> additiveDiagonal(AdditiveField<Y, A> field, BrownianPath<Y> path) {
        return own(NoiseKind.ADDITIVE, (t, y, args) -> field.apply(t, args), path);
    }

    /** A diffusion g(t, args) that does not read y. */
    @FunctionalInterface
    public interface AdditiveField<Y, A> {
        /** The diffusion at a time. */
        Y apply(Tensor t, A args);
    }

    /** The additive noise of one part of a state. */
    static <Y, W, A> Diffusion<Y, A> ofMomentum(Function<W, Y> product, BrownianPath<W> path) {
        Product<Y, W, A> ofVector = (t, y, v, args) -> product.apply(v);
        return new Diffusion<>(path, NoiseKind.ADDITIVE, Form.MATRIX, ofVector);
    }

    /**
     * Noise of any shape by its product.
     *
     * @param product g v, linear in v
     */
    public static <Y, W, A> Diffusion<Y, A> product(Product<Y, W, A> product, BrownianPath<W> path) {
        return new Diffusion<>(path, NoiseKind.GENERAL, Form.PRODUCT, product);
    }

    /**
     * Refuses a product that is not linear in the vector, as far as two vectors show it at one time and state.
     *
     * @param state the type of number of y
     * @param heard the product g v [n] of a vector v, flat
     * @throws IllegalArgumentException if it is not
     */
    public void checkLinear(DType state, UnaryOperator<Tensor> heard) {
        if (form == Form.PRODUCT) {
            new LinearityCheck(path.components(), state).check(heard);
        }
    }

    /**
     * Refuses a diffusion that is not what {@link #strictly} says, as far as its derivatives show it at one time and near one state.
     *
     * @param y the state [n], flat
     * @param sizes g [n] of such a state
     * @throws IllegalArgumentException if a number of g changes with others of y
     */
    public void checkStrict(Tensor y, UnaryOperator<Tensor> sizes) {
        if (kind == NoiseKind.DIAGONAL) {
            new StrictnessCheck(y).check(sizes);
        }
    }

    /**
     * The same, of a diagonal diffusion each of whose numbers depends on its own number of y alone, and on no other. A solve looks at its derivatives
     * at the start, and believes it from there on.
     *
     * @throws IllegalArgumentException if it was not made by {@link #diagonal}
     */
    public Diffusion<Y, A> strictly() {
        if (form != Form.DIAGONAL || kind == NoiseKind.ADDITIVE) {
            throw new IllegalArgumentException("only a diagonal diffusion can be strictly so, got one of the kind "
                    + kind + "; make it with Diffusion.diagonal, or leave strictly() out");
        }
        return new Diffusion<>(path, NoiseKind.DIAGONAL, Form.DIAGONAL, product);
    }

    /** The path that drives it. */
    public BrownianPath<?> path() {
        return path;
    }

    /** The kind of its noise. */
    public NoiseKind kind() {
        return kind;
    }

    /** The product g(t, y, args) v, where v has the shape of the noise. */
    public Y times(Tensor t, Y y, Object v, A args) {
        return product.apply(t, y, v, args);
    }

    /** The same noise of a larger state, of which y is the first part and the second has none. */
    <D> Diffusion<Pair<Y, D>, A> ofFirst() {
        Product<Pair<Y, D>, Object, A> larger =
                (t, y, v, args) -> new Pair<>(times(t, y.first(), v, args), Tree.map(Tensor::zerosLike, y.second()));
        return new Diffusion<>(path, kind, form, larger);
    }

    /** True if each number of y has a Brownian motion of its own. */
    boolean isElementwise() {
        return form == Form.DIAGONAL;
    }

    /** g as it was written, in the shape of y, where it is {@linkplain #isElementwise elementwise}. */
    Y sizes(Tensor t, Y y, A args) {
        return times(t, y, NoiseUnits.of(path, y).ones(), args);
    }

    /** g as a matrix [n, m], for the n numbers of all leaves of y one after another and m Brownian motions. */
    Tensor matrix(Tensor t, Y y, A args) {
        NoiseUnits units = NoiseUnits.of(path, y);
        if (matrices.isPresent()) {
            return NoiseProducts.matrix(matrices.get().apply(t, y, args), units.shape(), y);
        }
        List<Tensor> columns = units.columns().stream()
                .map(unit -> times(t, y, unit, args))
                .map(NoiseProducts::vector)
                .toList();
        return Tensor.stack(1, columns);
    }

    @Override
    public List<VectorField<Y, A>> drift() {
        return List.of();
    }

    @Override
    public List<Diffusion<Y, A>> diffusions() {
        return List.of(this);
    }
}
