package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.ReboundKernel;
import org.palinode.autodiff.internal.kernel.convolution.ConvolutionKernels;
import org.palinode.autodiff.internal.kernel.convolution.ConvolutionMemory;
import org.palinode.autodiff.internal.kernel.convolution.ConvolutionSizes;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Convolution and its transposes: x, k or y from the two others, as the gradient of Σ y · conv(x, k), which is linear in each. x are images
 * [n, c, lengths] with their padding, k kernels [o, c, size], y numbers [n, o, places]. Inputs come in the order x, k, y.
 *
 * @param role of the output
 * @param lengths of the images, which do not follow from the places where strides are longer
 */
record Convolve(Role role, Window window, List<Integer> lengths) implements Operation {
    /** Names of what the form is linear in. */
    enum Role {
        IMAGES,
        KERNELS,
        PLACES
    }

    Convolve {
        lengths = List.copyOf(lengths);
    }

    @Override
    public String name() {
        return switch (role) {
            case IMAGES -> "conv_images";
            case KERNELS -> "conv_kernels";
            case PLACES -> "conv";
        };
    }

    /** The shapes of x, k and y. */
    private List<Shape> shapes(Shape a, Shape b) {
        int images = (role == Role.IMAGES ? b : a).dim(0);
        int kernels = role == Role.IMAGES ? a.dim(0) : b.dim(role == Role.KERNELS ? 1 : 0);
        Shape x = shape(images, a.dim(1), lengths);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            places.add(window.places(i, lengths.get(i)));
        }
        return List.of(x, shape(kernels, a.dim(1), window.size()), shape(images, kernels, places));
    }

    private static Shape shape(int first, int second, List<Integer> rest) {
        Shape shape = Shape.of(first, second);
        for (int length : rest) {
            shape = shape.insert(shape.rank(), length);
        }
        return shape;
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape a = in.get(0).shape();
        Shape b = in.get(1).shape();
        boolean fits = a.rank() == lengths.size() + 2 && b.rank() == a.rank();
        if (fits) {
            List<Shape> all = shapes(a, b);
            fits = others(all).equals(List.of(a, b))
                    && in.get(0).dtype() == in.get(1).dtype();
            if (fits) {
                return in.get(0).with(all.get(role.ordinal()));
            }
        }
        throw new IllegalArgumentException(
                "convolutions by " + window + " over images of " + lengths + " do not take " + in + " for " + name());
    }

    /** Two of x, k and y, without that of the role. */
    private <T> List<T> others(List<T> all) {
        List<T> others = new ArrayList<>(all);
        others.remove(role.ordinal());
        return others;
    }

    /** All of x, k and y, with this one in the role. */
    private <T> List<T> all(List<T> others, T own) {
        List<T> all = new ArrayList<>(others);
        all.add(role.ordinal(), own);
        return all;
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        List<Buffer> all = all(in, out);
        Shape x = all.get(0).shape();
        Shape k = all.get(1).shape();
        int kernels = k.dim(0);
        ConvolutionSizes sizes = new ConvolutionSizes(
                x.dim(0), perFirst(x), kernels, perFirst(k), places(all.get(2).shape()), rows(x), step(x));
        ConvolutionMemory memory = role == Role.KERNELS
                ? ConvolutionMemory.withSums(sizes, out.type())
                : ConvolutionMemory.of(sizes, out.type());
        return new ReboundKernel(in, out, (from, to) -> kernel(sizes, memory, all(from, to)));
    }

    private Kernel kernel(ConvolutionSizes sizes, ConvolutionMemory memory, List<Buffer> all) {
        ConvolutionKernels bound = new ConvolutionKernels(sizes, memory, all.get(0), all.get(1), all.get(2));
        return switch (role) {
            case IMAGES -> bound.toImages();
            case KERNELS -> bound.toKernels();
            case PLACES -> bound.toPlaces();
        };
    }

    private static int perFirst(Shape shape) {
        return shape.without(0).size();
    }

    private static int places(Shape y) {
        return y.without(0).without(0).size();
    }

    /** Places in an image at which the rows of its patches begin. */
    private int[] rows(Shape x) {
        List<Integer> first = new ArrayList<>();
        new PatchRows(window, x.without(0)).each((from, step, to, count) -> first.add(from));
        return first.stream().mapToInt(Integer::intValue).toArray();
    }

    private int step(Shape x) {
        int[] distances = window.distances(x.without(0));
        return distances[distances.length - 1];
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Role wanted = Role.values()[input < role.ordinal() ? input : input + 1];
        Convolve other = new Convolve(wanted, window, lengths);
        return Tensor.apply(other, other.others(all(in, outBar)).toArray(new Tensor[0]));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> dot) {
        Tensor left = dot.get(0) == null ? null : Tensor.apply(this, dot.get(0), in.get(1));
        Tensor right = dot.get(1) == null ? null : Tensor.apply(this, in.get(0), dot.get(1));
        return left == null ? right : right == null ? left : left.plus(right);
    }

    /** Batches as more images where the kernels are those of all; else patches and a batch of products. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        List<TensorType> one = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            TensorType type = in.get(i).type();
            one.add(isBatched.test(i) ? type.with(type.shape().without(0)) : type);
        }
        Shape out = Batching.shape(size, output(one).shape());
        int images = role == Role.IMAGES ? 1 : 0;
        if (role == Role.KERNELS || isBatched.test(1 - images)) {
            return List.of(
                    products(Batching.stretched(in, isBatched, size), out).reshape(out));
        }
        List<Tensor> merged = new ArrayList<>(in);
        merged.set(images, merged(in.get(images)));
        return List.of(Tensor.apply(this, merged).get(0).reshape(out));
    }

    /** The first two axes as one. */
    private static Tensor merged(Tensor x) {
        return x.reshape(
                x.shape().without(0).with(0, x.shape().dim(0) * x.shape().dim(1)));
    }

    private Tensor products(List<Tensor> batches, Shape out) {
        List<Tensor> all = all(batches, null);
        return switch (role) {
            case PLACES -> MatMul.product(matrices(all.get(1), all.get(0)), false, columns(all.get(0)), false);
            case IMAGES -> {
                Shape whole = shape(out.dim(0) * out.dim(1), out.dim(2), lengths);
                Tensor columns = MatMul.product(matrices(all.get(1), all.get(2)), true, rows(all.get(2)), false);
                yield Tensor.apply(new PatchSum(window, whole), columns.reshape(window.shape(whole)));
            }
            case KERNELS -> {
                Tensor each = MatMul.product(rows(all.get(2)), false, columns(all.get(0)), true);
                Shape shape = each.shape();
                int images = all.get(0).shape().dim(1);
                yield each.reshape(out.dim(0), images, shape.dim(1), shape.dim(2))
                        .sum(1);
            }
        };
    }

    /** Kernels [batch, o, c, size] as matrices [batch · n, o, c · size], for batches of n images. */
    private static Tensor matrices(Tensor k, Tensor images) {
        int batch = k.shape().dim(0);
        int count = images.shape().dim(1);
        int kernels = k.shape().dim(1);
        int terms = perFirst(k.shape().without(0));
        return k.reshape(batch, 1, kernels, terms)
                .broadcastTo(Shape.of(batch, count, kernels, terms))
                .reshape(batch * count, kernels, terms);
    }

    /** The patches of images [batch, n, c, lengths] as matrices [batch · n, c · size, places]. */
    private Tensor columns(Tensor x) {
        Tensor patches = Tensor.apply(new Patches(window), merged(x));
        int places = 1;
        for (int i = 0; i < lengths.size(); i++) {
            places *= window.places(i, lengths.get(i));
        }
        int terms = window.size().stream().reduce(x.shape().dim(2), (a, b) -> a * b);
        return patches.reshape(patches.shape().dim(0), terms, places);
    }

    /** Numbers [batch, n, o, places] as matrices [batch · n, o, places]. */
    private static Tensor rows(Tensor y) {
        Shape shape = merged(y).shape();
        return y.reshape(shape.dim(0), shape.dim(1), places(shape));
    }
}
