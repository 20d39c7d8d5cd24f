package org.palinode.ode.internal.noise;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.ode.noise.Increments;

/** Where a step reads the noise of one path. Views of its memory are made once. */
final class NoiseLetters {
    private final Letter[] letters;

    private interface Letter {
        void put(int component, double number);
    }

    /** @param buffers w, then H and k as far as they are asked for */
    NoiseLetters(List<Buffer> buffers) {
        letters = buffers.stream().map(NoiseLetters::letter).toArray(Letter[]::new);
    }

    private static Letter letter(Buffer buffer) {
        if (buffer.dtype() == DType.FLOAT64) {
            DoubleBuffer numbers = buffer.doubles();
            return numbers::put;
        }
        FloatBuffer numbers = buffer.floats();
        return (component, number) -> numbers.put(component, (float) number);
    }

    /** Writes an increment over an interval of this signed length, as rates. */
    void write(Increments increments, double length) {
        double rate = 1 / length;
        for (int i = 0; i < increments.components(); i++) {
            letters[0].put(i, rate * increments.w(i));
        }
        for (int i = 0; letters.length > 1 && i < increments.components(); i++) {
            letters[1].put(i, increments.h(i));
        }
        for (int i = 0; letters.length > 2 && i < increments.components(); i++) {
            letters[2].put(i, rate * increments.k(i));
        }
    }
}
