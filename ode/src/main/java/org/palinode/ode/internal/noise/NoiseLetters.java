package org.palinode.ode.internal.noise;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.noise.Increments;

/**
 * Where a step reads the noise of one path.
 *
 * @param buffers w, then H and k as far as they are asked for
 */
record NoiseLetters(List<Buffer> buffers) {
    /** Writes an increment over an interval of this signed length, as rates. */
    void write(Increments increments, double length) {
        double rate = 1 / length;
        for (int i = 0; i < increments.components(); i++) {
            buffers.get(0).set(i, rate * increments.w(i));
            if (buffers.size() > 1) {
                buffers.get(1).set(i, increments.h(i));
            }
            if (buffers.size() > 2) {
                buffers.get(2).set(i, rate * increments.k(i));
            }
        }
    }
}
