package org.palinode.train.saving;

import java.util.List;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Place of a tensor in a safetensors file.
 *
 * @param name of the tensor
 * @param format of its numbers
 * @param shape its axes
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last
 */
record Entry(String name, NumberFormat format, Shape shape, long begin, long end) {
    Entry {
        long bytes = (long) shape.size() * format.bytes();
        if (begin < 0 || end - begin != bytes) {
            throw new IllegalArgumentException(name + " " + format + shape + " has " + bytes
                    + " bytes, and the header gives it those from " + begin + " to " + end);
        }
    }

    TensorType type() {
        return new TensorType(format.dtype(), shape);
    }

    /** Refuses entries that overlap, leave bytes between them out, or do not end where the data end. */
    static void requireGapless(List<Entry> ordered, long bytes) {
        long reached = 0;
        for (Entry entry : ordered) {
            if (entry.begin != reached) {
                throw new IllegalArgumentException(entry.name + " begins at byte " + entry.begin
                        + " of the data, and the tensor before it ends at " + reached);
            }
            reached = entry.end;
        }
        if (reached != bytes) {
            throw new IllegalArgumentException("the tensors end at byte " + reached + " of the data, which has " + bytes
                    + "; the file is cut short, or not written to its end");
        }
    }
}
