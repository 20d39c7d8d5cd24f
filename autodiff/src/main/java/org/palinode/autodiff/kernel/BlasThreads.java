package org.palinode.autodiff.kernel;

import java.nio.IntBuffer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Holds OpenBLAS to one thread: {@link SplitProduct} divides large products itself. OpenBLAS would take as many as there are
 * processors, and ND4J asks for that when it is loaded, whenever that is; so it is said again before each product, which costs a
 * nanosecond. {@code openblas_set_num_threads} has no Java binding; to lower the number it writes the same variable.
 */
final class BlasThreads {
    private static final IntBuffer COUNT = find();

    private BlasThreads() {}

    static void one() {
        COUNT.put(0, 1);
    }

    private static IntBuffer find() {
        Loader.load(org.bytedeco.openblas.global.openblas.class);
        Pointer variable = Loader.addressof("blas_cpu_number");
        return variable == null
                ? IntBuffer.allocate(1) // a library without threads
                : new IntPointer(variable).capacity(1).asBuffer();
    }
}
