package org.palinode.examples.doctor;

import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The loaded OpenBLAS.
 *
 * <p>Its own {@code openblas_get_corename} has no Java binding, so the answer is read where that function reads it: the
 * variable {@code gotoblas} points at the table of kernels in use, and each table is a symbol {@code gotoblas_CORE}.
 *
 * @param core the processor whose kernels are in use, {@code unknown} where the library was built for one processor only
 */
record OpenBlas(String version, String core, int threads) {
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
            "ARMV8",
            "CortexA53",
            "CortexA57",
            "CortexA72",
            "CortexA73",
            "NeoverseN1",
            "ThunderX",
            "ThunderX2T99",
            "TSV110",
            "EMAG8180",
            "Vortex");

    static OpenBlas load() {
        Loader.load(org.bytedeco.openblas.global.openblas_nolapack.class);
        return new OpenBlas(JarVersion.of("org.bytedeco", "openblas"), coreInUse(), threadsInUse());
    }

    private static String coreInUse() {
        Pointer variable = Loader.addressof("gotoblas");
        if (variable == null) {
            return "unknown";
        }
        long table = new PointerPointer<>(variable).get(0).address();
        return CORES.stream()
                .filter(core -> addressOfTable(core) == table)
                .findFirst()
                .orElse("unknown");
    }

    private static long addressOfTable(String core) {
        Pointer table = Loader.addressof("gotoblas_" + core.toUpperCase(Locale.ROOT));
        return table == null ? 0 : table.address();
    }

    private static int threadsInUse() {
        Pointer variable = Loader.addressof("blas_cpu_number");
        return variable == null ? 1 : new IntPointer(variable).get(0);
    }
}
