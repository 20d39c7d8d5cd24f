package org.palinode.examples.doctor;

import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.palinode.autodiff.kernel.BlasCore;

/**
 * The loaded OpenBLAS.
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
        return CORES.stream().filter(BlasCore::isInUse).findFirst().orElse("unknown");
    }

    private static int threadsInUse() {
        Pointer variable = Loader.addressof("blas_cpu_number");
        return variable == null ? 1 : new IntPointer(variable).get(0);
    }
}
