package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;

/** Kernels that move numbers to other places without changing them. */
final class Copying {
    private Copying() {}

    /** out[i] = in[from[i]]. */
    static Kernel gather(Buffer in, Buffer out, int[] from) {
        if (in.dtype() == DType.FLOAT64) {
            var source = in.doubles();
            var target = out.doubles();
            return () -> {
                for (int i = 0; i < from.length; i++) {
                    target.put(i, source.get(from[i]));
                }
            };
        }
        var source = in.floats();
        var target = out.floats();
        return () -> {
            for (int i = 0; i < from.length; i++) {
                target.put(i, source.get(from[i]));
            }
        };
    }

    /** out[to[i]] = in[i]; the rest of out is left as it is. */
    static Kernel scatter(Buffer in, Buffer out, int[] to) {
        if (in.dtype() == DType.FLOAT64) {
            var source = in.doubles();
            var target = out.doubles();
            return () -> {
                for (int i = 0; i < to.length; i++) {
                    target.put(to[i], source.get(i));
                }
            };
        }
        var source = in.floats();
        var target = out.floats();
        return () -> {
            for (int i = 0; i < to.length; i++) {
                target.put(to[i], source.get(i));
            }
        };
    }

    /** Copies {@code in} to the numbers of {@code out} from {@code offset} on. */
    static Kernel block(Buffer in, Buffer out, int offset) {
        int width = in.dtype().bytes();
        var source = in.bytes();
        var target = out.bytes();
        int length = in.size() * width;
        int start = offset * width;
        return () -> target.put(start, source, 0, length);
    }
}
