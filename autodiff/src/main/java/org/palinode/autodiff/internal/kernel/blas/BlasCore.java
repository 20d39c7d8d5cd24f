package org.palinode.autodiff.internal.kernel.blas;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The processor whose kernels OpenBLAS has chosen. Its own {@code openblas_get_corename} has no Java binding, so the answer is read where
 * that function reads it: the variable {@code gotoblas} points at the table of kernels in use, and each table is a symbol
 * {@code gotoblas_CORE}.
 */
public final class BlasCore {
    private static final List<String> CORES = List.of(
            "Prescott",
            "Core2",
            "Nehalem",
            "Barcelona",
            "Sandybridge",
            "Bulldozer",
            "Piledriver",
            "Steamroller",
            "Excavator",
            "Haswell",
            "Zen",
            "SkylakeX",
            "Cooperlake",
            "SapphireRapids",
            "ARMV8",
            "ARMV8SVE",
            "ARMV9SME",
            "A64FX",
            "CortexA53",
            "CortexA55",
            "CortexA57",
            "CortexA72",
            "CortexA73",
            "NeoverseN1",
            "NeoverseN2",
            "NeoverseV1",
            "ThunderX",
            "ThunderX2T99",
            "ThunderX3T110",
            "TSV110",
            "EMAG8180",
            "Vortex",
            "VortexM4");

    /** The cores for AVX-512 that were measured: docs/reference/performance-measurements.md. */
    private static final Set<String> IN_PLACE = Set.of("SkylakeX", "Cooperlake");

    private BlasCore() {}

    /** The core by the name that {@code OPENBLAS_CORETYPE} takes; {@code unknown} where the library was built for one processor only. */
    static String inUse() {
        BlasNatives.require();
        return InUse.CORE;
    }

    /** True if it has kernels that multiply small matrices where they lie. */
    public static boolean multipliesInPlace() {
        return IN_PLACE.contains(inUse());
    }

    private static final class InUse {
        static final String CORE = find();
    }

    private static String find() {
        Pointer variable = Loader.addressof("gotoblas");
        if (variable == null) {
            return "unknown";
        }
        long table = new PointerPointer<>(variable).get(0).address();
        return CORES.stream().filter(core -> isAt(core, table)).findFirst().orElse("unknown");
    }

    private static boolean isAt(String core, long table) {
        Pointer symbol = Loader.addressof("gotoblas_" + core.toUpperCase(Locale.ROOT));
        return symbol != null && symbol.address() == table;
    }
}
