package org.palinode.autodiff.internal.kernel.convolution;

import java.nio.ByteBuffer;
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
    private final int next;

    /** Columns in the first numbers of {@code memory}, for so many images. */
    Columns(ConvolutionSizes sizes, Buffer memory, int images) {
        this.sizes = sizes;
        width = images * sizes.places();
        matrix = memory.slice(0, Shape.of(sizes.terms(), width));
        count = sizes.rowLength();
        rowsOfTerm = sizes.rows().length / sizes.terms();
        next = width - (rowsOfTerm - 1) * count; // from the last row of a term to the first of the next
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
        if (sizes.step() == 1) {
            ByteBuffer from = x.bytes();
            ByteBuffer to = matrix.bytes();
            return () -> {
                for (int i = 0; i < images; i++) {
                    gatherPairs(from, i * sizes.image(), to, i * sizes.places());
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
        int place = column;
        int left = rowsOfTerm;
        for (int row = 0; row < rows.length; row++) {
            int to = place;
            int from = image + rows[row];
            for (int i = 0; i < count; i++) {
                columns.put(to + i, x.get(from + i * step));
            }
            place += --left > 0 ? count : next;
            left = left > 0 ? left : rowsOfTerm;
        }
    }

    /** Floats side by side, two at a time. */
    private void gatherPairs(ByteBuffer x, int image, ByteBuffer columns, int column) {
        int[] rows = sizes.rows();
        int pairs = count / 2 * 8;
        int place = column;
        int left = rowsOfTerm;
        for (int row = 0; row < rows.length; row++) {
            int to = 4 * place;
            int from = 4 * (image + rows[row]);
            for (int i = 0; i < pairs; i += 8) {
                columns.putLong(to + i, x.getLong(from + i));
            }
            if (count % 2 != 0) {
                columns.putInt(to + pairs, x.getInt(from + pairs));
            }
            place += --left > 0 ? count : next;
            left = left > 0 ? left : rowsOfTerm;
        }
    }

    private void gather(FloatBuffer x, int image, FloatBuffer columns, int column) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        int place = column;
        int left = rowsOfTerm;
        for (int row = 0; row < rows.length; row++) {
            int to = place;
            int from = image + rows[row];
            for (int i = 0; i < count; i++) {
                columns.put(to + i, x.get(from + i * step));
            }
            place += --left > 0 ? count : next;
            left = left > 0 ? left : rowsOfTerm;
        }
    }

    private void add(DoubleBuffer columns, int column, DoubleBuffer x, int image) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        int place = column;
        int left = rowsOfTerm;
        for (int row = 0; row < rows.length; row++) {
            int from = place;
            int to = image + rows[row];
            for (int i = 0; i < count; i++) {
                x.put(to + i * step, x.get(to + i * step) + columns.get(from + i));
            }
            place += --left > 0 ? count : next;
            left = left > 0 ? left : rowsOfTerm;
        }
    }

    private void add(FloatBuffer columns, int column, FloatBuffer x, int image) {
        int[] rows = sizes.rows();
        int step = sizes.step();
        int place = column;
        int left = rowsOfTerm;
        for (int row = 0; row < rows.length; row++) {
            int from = place;
            int to = image + rows[row];
            for (int i = 0; i < count; i++) {
                x.put(to + i * step, x.get(to + i * step) + columns.get(from + i));
            }
            place += --left > 0 ? count : next;
            left = left > 0 ? left : rowsOfTerm;
        }
    }
}
