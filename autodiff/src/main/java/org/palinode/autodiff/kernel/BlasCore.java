package org.palinode.autodiff.kernel;

import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The processor whose kernels OpenBLAS has chosen. Its own {@code openblas_get_corename} has no Java binding, so the answer is read where
 * that function reads it: the variable {@code gotoblas} points at the table of kernels in use, and each table is a symbol
 * {@code gotoblas_CORE}.
 */
public final class BlasCore {
    private static final boolean MULTIPLIES_IN_PLACE = isInUse("SkylakeX") || isInUse("Cooperlake");

    private BlasCore() {}

    /** Whether {@code core} is in use; false for all cores if the library was built for one processor only. */
    public static boolean isInUse(String core) {
        Loader.load(org.bytedeco.openblas.global.openblas.class);
        Pointer variable = Loader.addressof("gotoblas");
        Pointer table = Loader.addressof("gotoblas_" + core.toUpperCase(Locale.ROOT));
        return variable != null
                && table != null
                && new PointerPointer<>(variable).get(0).address() == table.address();
    }

    /** Whether it has kernels that multiply small matrices where they lie: OpenBLAS 0.3.19 has them for AVX-512. */
    static boolean multipliesInPlace() {
        return MULTIPLIES_IN_PLACE;
    }
}
