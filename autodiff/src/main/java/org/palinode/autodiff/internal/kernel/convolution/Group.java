package org.palinode.autodiff.internal.kernel.convolution;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Some images that become one product: their numbers with the images innermost, their columns, and their places [o, places · images]. */
final class Group {
    private final Buffer images;
    private final Buffer inner;
    private final Columns columns;
    private final Buffer outside;
    private final Buffer matrix;
    private final int rows;

    /** Memory of one thread, in which one group after another is worked on. */
    record Memory(Buffer images, Buffer columns, Buffer places) {
        static Memory of(ConvolutionSizes sizes, TensorType type) {
            int together = sizes.together(type.dtype().bytes());
            return new Memory(
                    Buffer.allocate(type.with(Shape.of(sizes.image() * together))),
                    Buffer.allocate(type.with(Shape.of(sizes.terms() * sizes.places() * together))),
                    Buffer.allocate(type.with(Shape.of(sizes.kernels() * sizes.places() * together))));
        }
    }

    Group(ConvolutionSizes sizes, Buffer images, Buffer places, Memory memory, int first, int count) {
        this.images = images.slice(first * sizes.image(), Shape.of(count, sizes.image()));
        inner = count == 1 ? this.images : memory.images().slice(0, Shape.of(sizes.image(), count));
        columns = new Columns(sizes, memory.columns(), count);
        int numbers = sizes.kernels() * sizes.places();
        rows = sizes.kernels();
        outside = places.slice(first * numbers, Shape.of(count, numbers));
        matrix = count == 1 ? outside : memory.places().slice(0, Shape.of(numbers, count));
    }

    Buffer columns() {
        return columns.matrix();
    }

    /** The places as a matrix: those of one image are one where they lie. */
    Buffer places() {
        return matrix.reshape(Shape.of(rows, matrix.size() / rows));
    }

    Kernel gather() {
        return sequence(transposing(images, inner), columns.gathering(inner));
    }

    Kernel addToImages() {
        return sequence(columns.adding(inner), transposing(inner, images));
    }

    /** Brings the places, which lie image by image, into the matrix. */
    Kernel collect() {
        return transposing(outside, matrix);
    }

    Kernel spread() {
        return transposing(matrix, outside);
    }

    private static Kernel sequence(Kernel first, Kernel second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    /** Brings the columns of one matrix into the rows of the other. */
    private static Kernel transposing(Buffer source, Buffer target) {
        int rows = source.shape().dim(0);
        int columns = source.shape().dim(1);
        if (rows == 1 || columns == 1) {
            return target.isSameMemory(source) ? () -> {} : target.copying(source);
        }
        if (source.dtype() == DType.FLOAT64) {
            DoubleBuffer from = source.doubles();
            DoubleBuffer to = target.doubles();
            return () -> {
                for (int j = 0; j < columns; j++) {
                    for (int i = 0; i < rows; i++) {
                        to.put(j * rows + i, from.get(i * columns + j));
                    }
                }
            };
        }
        FloatBuffer from = source.floats();
        FloatBuffer to = target.floats();
        return () -> {
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < rows; i++) {
                    to.put(j * rows + i, from.get(i * columns + j));
                }
            }
        };
    }
}
