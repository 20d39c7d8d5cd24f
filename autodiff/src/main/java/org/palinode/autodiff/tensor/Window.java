package org.palinode.autodiff.tensor;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/**
 * A window that moves over the last axes of a tensor, as of a convolution. By default it moves by one place, stays inside and has no gaps.
 *
 * @param size the length along each of the axes
 * @param strides how far it moves along each
 * @param padding how many zeros are put before and behind each axis
 * @param dilation how far its own numbers are apart along each
 */
public record Window(List<Integer> size, List<Integer> strides, List<Integer> padding, List<Integer> dilation) {
    public Window {
        Objects.requireNonNull(size, "a window needs its size, got null");
        size.forEach(length -> Objects.requireNonNull(length, "a window needs its size, a length is null"));
        size = List.copyOf(size);
        if (size.isEmpty()) {
            throw new IllegalArgumentException("a window needs a size for one axis or more, got none");
        }
        strides = checked("strides", strides, size.size(), 1);
        padding = checked("padding", padding, size.size(), 0);
        dilation = checked("dilation", dilation, size.size(), 1);
        checked("a size", size, size.size(), 1);
    }

    /** A window of these lengths, such as {@code of(3, 3)} for images. */
    public static Window of(int... size) {
        Objects.requireNonNull(size, "a window needs its size, got null");
        return new Window(boxed(size), all(size, 1), all(size, 0), all(size, 1));
    }

    /** The same with these strides, one for each axis or one for all. */
    public Window strides(int... strides) {
        return new Window(size, spread(strides), padding, dilation);
    }

    public Window padding(int... padding) {
        return new Window(size, strides, spread(padding), dilation);
    }

    public Window dilation(int... dilation) {
        return new Window(size, strides, padding, spread(dilation));
    }

    private List<Integer> spread(int... given) {
        Objects.requireNonNull(given, "a window needs a number for each of its axes, or one for all, got null");
        return given.length == 1 ? Collections.nCopies(size.size(), given[0]) : boxed(given);
    }

    private static List<Integer> boxed(int... numbers) {
        return IntStream.of(numbers).boxed().toList();
    }

    private static List<Integer> all(int[] size, int value) {
        return Collections.nCopies(size.length, value);
    }

    private static List<Integer> checked(String what, List<Integer> numbers, int count, int least) {
        Objects.requireNonNull(numbers, () -> "a window needs its " + what + ", got null");
        if (numbers.size() != count || numbers.stream().anyMatch(number -> number < least)) {
            throw new IllegalArgumentException("a window over " + count + " axes needs for " + what
                    + " as many numbers from " + least + " on, got " + numbers);
        }
        return List.copyOf(numbers);
    }

    int rank() {
        return size.size();
    }

    /** Number of its places along axis {@code i} of a length, padding included; refuses one that is too short for a single place. */
    int places(int i, int length) {
        int reach = (size.get(i) - 1) * dilation.get(i) + 1;
        if (length < reach) {
            throw new IllegalArgumentException("a window of " + size + " with dilation " + dilation
                    + " spans " + reach + " numbers along axis " + i + " of those that it moves over, got " + length
                    + " with padding " + padding + "; make the window smaller, or the padding larger");
        }
        return (length - reach) / strides.get(i) + 1;
    }

    /** The shape of all that it shows of a tensor that is padded already: [..., size, places]. */
    Shape shape(Shape whole) {
        int lead = whole.rank() - rank();
        int[] dims = Arrays.copyOf(whole.dims(), lead + 2 * rank());
        for (int i = 0; i < rank(); i++) {
            dims[lead + i] = size.get(i);
            dims[lead + rank() + i] = places(i, whole.dim(lead + i));
        }
        return Shape.of(dims);
    }

    /** Distances in memory of the numbers of {@link #shape}, along each of its axes. */
    int[] distances(Shape whole) {
        int[] own = whole.strides();
        int lead = whole.rank() - rank();
        int[] distances = Arrays.copyOf(own, lead + 2 * rank());
        for (int i = 0; i < rank(); i++) {
            distances[lead + i] = own[lead + i] * dilation.get(i);
            distances[lead + rank() + i] = own[lead + i] * strides.get(i);
        }
        return distances;
    }

    /** The tensor with its padding. */
    Tensor padded(Tensor x) {
        Tensor padded = x;
        for (int i = 0; i < rank(); i++) {
            if (padding.get(i) > 0) {
                padded = padded.pad(i - rank(), padding.get(i), padding.get(i), 0);
            }
        }
        return padded;
    }
}
