package org.palinode.autodiff.internal.kernel.convolution;

import java.nio.ByteBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Some images that become one product: their numbers, their columns, and their places [o, images · places] in one matrix. */
final class Group {
    private final Buffer images;
    private final Columns columns;
    private final Buffer outside;
    private final Buffer matrix;
    private final int rows;
    private final int count;

    /** Memory of one thread, in which one group after another is worked on. */
    record Memory(Buffer columns, Buffer places) {
        static Memory of(ConvolutionSizes sizes, TensorType type) {
            int places = sizes.together(type.dtype().bytes()) * sizes.places();
            return new Memory(
                    Buffer.allocate(type.with(Shape.of(sizes.terms() * places))),
                    Buffer.allocate(type.with(Shape.of(sizes.kernels() * places))));
        }
    }

    Group(ConvolutionSizes sizes, Buffer images, Buffer places, Memory memory, int first, int count) {
        this.count = count;
        this.images = images.slice(first * sizes.image(), Shape.of(count * sizes.image()));
        columns = new Columns(sizes, memory.columns(), count);
        rows = sizes.kernels();
        int row = rows * sizes.places();
        outside = places.slice(first * row, Shape.of(rows, count * sizes.places()));
        matrix = count == 1 ? outside : memory.places().slice(0, outside.shape());
    }

    Buffer columns() {
        return columns.matrix();
    }

    /** The places as a matrix: those of one image are one where they lie. */
    Buffer places() {
        return matrix;
    }

    Kernel gather() {
        return columns.gathering(images);
    }

    Kernel addToImages() {
        return columns.adding(images);
    }

    /** Brings the places, which lie image by image, into the matrix. */
    Kernel collect() {
        return moving(outside, matrix, true);
    }

    Kernel spread() {
        return moving(matrix, outside, false);
    }

    private Kernel moving(Buffer source, Buffer target, boolean intoMatrix) {
        if (count == 1) {
            return () -> {};
        }
        ByteBuffer from = source.bytes();
        ByteBuffer to = target.bytes();
        int row = from.capacity() / rows / count;
        return () -> {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < rows; j++) {
                    int inMatrix = (j * count + i) * row;
                    int inImage = (i * rows + j) * row;
                    to.put(intoMatrix ? inMatrix : inImage, from, intoMatrix ? inImage : inMatrix, row);
                }
            }
        };
    }
}
