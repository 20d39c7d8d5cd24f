package org.palinode.autodiff.internal.kernel.convolution;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;

/**
 * The matrix [c · size, places · images] of the patches of some images [c, lengths, images], and their way there and back. The images lie
 * innermost, so that what stays together on the way is long where their rows are short.
 */
final class Columns {
    /** Bytes that are worth a call to copy memory. */
    private static final int CALL = 32;

    private final ConvolutionSizes sizes;
    private final Buffer matrix;

    /** Numbers that stay together. */
    private final int run;

    /** Numbers of an image between two runs, of which a row has {@code runs}. */
    private final int distance;

    private final int runs;
    private final int images;

    /** Columns in the first numbers of {@code memory}, for so many images. */
    Columns(ConvolutionSizes sizes, Buffer memory, int images) {
        this.sizes = sizes;
        this.images = images;
        matrix = memory.slice(0, Shape.of(sizes.terms(), sizes.places() * images));
        run = sizes.run() * images;
        runs = sizes.rowLength() / sizes.run();
        distance = sizes.step() * images;
    }

    Buffer matrix() {
        return matrix;
    }

    /** Takes the patches of the images in {@code x}. */
    Kernel gathering(Buffer x) {
        int number = x.dtype().bytes();
        ByteBuffer from = x.bytes();
        ByteBuffer to = matrix.bytes();
        return () -> {
            int column = 0;
            for (int row : sizes.rows()) {
                for (int i = 0; i < runs; i++) {
                    copy(from, (row * images + i * distance) * number, to, column, run * number, number);
                    column += run * number;
                }
            }
        };
    }

    private static void copy(ByteBuffer from, int start, ByteBuffer to, int place, int bytes, int number) {
        if (bytes >= CALL) {
            to.put(place, from, start, bytes);
        } else if (number == Double.BYTES) {
            for (int i = 0; i < bytes; i += Double.BYTES) {
                to.putLong(place + i, from.getLong(start + i));
            }
        } else {
            for (int i = 0; i < bytes; i += Float.BYTES) {
                to.putInt(place + i, from.getInt(start + i));
            }
        }
    }

    /** Adds the patches to the images in {@code x}, which are 0 before. */
    Kernel adding(Buffer x) {
        if (x.dtype() == DType.FLOAT64) {
            DoubleBuffer to = x.doubles();
            DoubleBuffer from = matrix.doubles();
            return () -> {
                x.fill(0);
                add(from, to);
            };
        }
        FloatBuffer to = x.floats();
        FloatBuffer from = matrix.floats();
        return () -> {
            x.fill(0);
            add(from, to);
        };
    }

    private void add(DoubleBuffer columns, DoubleBuffer x) {
        int column = 0;
        for (int row : sizes.rows()) {
            for (int i = 0; i < runs; i++) {
                int to = row * images + i * distance;
                for (int j = 0; j < run; j++) {
                    x.put(to + j, x.get(to + j) + columns.get(column + j));
                }
                column += run;
            }
        }
    }

    private void add(FloatBuffer columns, FloatBuffer x) {
        int column = 0;
        for (int row : sizes.rows()) {
            for (int i = 0; i < runs; i++) {
                int to = row * images + i * distance;
                for (int j = 0; j < run; j++) {
                    x.put(to + j, x.get(to + j) + columns.get(column + j));
                }
                column += run;
            }
        }
    }
}
