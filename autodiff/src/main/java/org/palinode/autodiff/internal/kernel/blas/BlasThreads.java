package org.palinode.autodiff.internal.kernel.blas;

import java.nio.IntBuffer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Holds OpenBLAS to one thread. It would take as many as there are processors, spin while they wait, and use more of the calling thread's
 * stack than a Java thread has: LAPACK of 0.3.19 ended the JVM so. ND4J asks for threads when it is loaded, whenever that is; so it is said again
 * before each call, which costs a nanosecond. {@code openblas_set_num_threads} has no Java binding; to lower the number it writes the same
 * variable.
 */
public final class BlasThreads {
    private static final IntBuffer COUNT = find();
    private static final int AT_FIRST = COUNT.get(0);

    private BlasThreads() {}

    static void one() {
        COUNT.put(0, 1);
    }

    /** The threads that OpenBLAS had when it was first used from here. */
    public static int atFirst() {
        return AT_FIRST;
    }

    private static IntBuffer find() {
        BlasNatives.require();
        Pointer variable = Loader.addressof("blas_cpu_number");
        return variable == null
                ? IntBuffer.wrap(new int[] {1}) // a library without threads
                : new IntPointer(variable).capacity(1).asBuffer();
    }
}
