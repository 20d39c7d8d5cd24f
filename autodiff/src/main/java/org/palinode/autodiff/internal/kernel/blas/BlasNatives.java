package org.palinode.autodiff.internal.kernel.blas;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.palinode.autodiff.internal.library.BuildLines;
import org.palinode.autodiff.internal.library.NativeLibrary;
import org.palinode.autodiff.memory.NativeLibraryException;

/** Machine code of OpenBLAS, and of JavaCPP, by which it is reached. */
final class BlasNatives {
    private static final NativeLibrary LIBRARY = NativeLibrary.load(
            "OpenBLAS",
            List.of(
                    NativeLibrary.file("/org/bytedeco/javacpp", "jnijavacpp"),
                    NativeLibrary.file("/org/bytedeco/openblas", "jniopenblas")),
            BuildLines.forNatives(),
            BlasNatives::load);

    private BlasNatives() {}

    static void require() {
        LIBRARY.require(NativeLibraryException::new);
    }

    private static void load() {
        Loader.load(Pointer.class);
        Loader.load(org.bytedeco.openblas.global.openblas.class);
        Loader.addressof("none"); // of JavaCPP itself
    }
}
