package org.palinode.autodiff.internal.kernel.convolution;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;

/** The matrix [c · size, images · places] of the patches of some images, and their way there and back. */
final class Columns {
    private final ConvolutionSizes sizes;
    private final Buffer matrix;
    private final int width;
    private final int count;
    private final int rowsOfTerm;

    /** Columns in the first numbers of {@code memory}, for so many images. */
    Columns(ConvolutionSizes sizes, Buffer memory, int images) {
        this.sizes = sizes;
        width = images * sizes.places();
        matrix = memory.slice(0, Shape.of(sizes.terms(), width));
        count = sizes.rowLength();
        rowsOfTerm = sizes.rows().length / sizes.terms();
    }

    Buffer matrix() {
        return matrix;
    }

    /** Takes the patches of the images in {@code x}. */
    Kernel gathering(Buffer x) {
        int images = x.size() / sizes.image();
        if (x.dtype() == DType.FLOAT64) {
            DoubleBuffer from = x.doubles();
            DoubleBuffer to = matrix.doubles();
            return () -> {
                for (int i = 0; i < images; i++) {
                    gather(from, i * sizes.image(), to, i * sizes.places());
                }
            };
        }
        FloatBuffer from = x.floats();
        FloatBuffer to = matrix.floats();
        return () -> {
            for (int i = 0; i < images; i++) {
                gather(from, i * sizes.image(), to, i * sizes.places());
            }
        };
    }

    /** Adds the patches to the images in {@code x}, which are 0 before. */
    Kernel adding(Buffer x) {
        int images = x.size() / sizes.image();
        if (x.dtype() == DType.FLOAT64) {
            DoubleBuffer to = x.doubles();
            DoubleBuffer from = matrix.doubles();
            return () -> {
                x.fill(0);
                for (int i = 0; i < images; i++) {
                    add(from, i * sizes.places(), to, i * sizes.image());
                }
            };
        }
        FloatBuffer to = x.floats();
        FloatBuffer from = matrix.floats();
        return () -> {
            x.fill(0);
            for (int i = 0; i < images; i++) {
                add(from, i * sizes.places(), to, i * sizes.image());
            }
        };
    }

    private void gather(DoubleBuffer x, int image, DoubleBuffer columns, int column) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        for (int row = 0; row < rows.length; row++) {
            int to = column + row / rowsOfTerm * width + row % rowsOfTerm * count;
            int from = image + rows[row];
            for (int i = 0; i < count; i++) {
                columns.put(to + i, x.get(from + i * step));
            }
        }
    }

    private void gather(FloatBuffer x, int image, FloatBuffer columns, int column) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        for (int row = 0; row < rows.length; row++) {
            int to = column + row / rowsOfTerm * width + row % rowsOfTerm * count;
            int from = image + rows[row];
            for (int i = 0; i < count; i++) {
                columns.put(to + i, x.get(from + i * step));
            }
        }
    }

    private void add(DoubleBuffer columns, int column, DoubleBuffer x, int image) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        for (int row = 0; row < rows.length; row++) {
            int from = column + row / rowsOfTerm * width + row % rowsOfTerm * count;
            int to = image + rows[row];
            for (int i = 0; i < count; i++) {
                x.put(to + i * step, x.get(to + i * step) + columns.get(from + i));
            }
        }
    }

    private void add(FloatBuffer columns, int column, FloatBuffer x, int image) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        for (int row = 0; row < rows.length; row++) {
            int from = column + row / rowsOfTerm * width + row % rowsOfTerm * count;
            int to = image + rows[row];
            for (int i = 0; i < count; i++) {
                x.put(to + i * step, x.get(to + i * step) + columns.get(from + i));
            }
        }
    }
}
