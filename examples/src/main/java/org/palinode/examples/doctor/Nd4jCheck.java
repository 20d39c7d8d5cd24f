package org.palinode.examples.doctor;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J, its backend, and the folder its native libraries are unpacked to. */
final class Nd4jCheck implements Check {
    /** The unpacked native libraries take 0.4 GB. */
    private static final long ROOM = 500_000_000;

    @Override
    public List<Finding> findings() {
        return List.of(backend(), nativesCache());
    }

    private static Finding backend() {
        try {
            double sum = Nd4j.ones(DataType.DOUBLE, 2, 2).sumNumber().doubleValue();
            String backend = Nd4j.getBackend().getClass().getSimpleName();
            return Finding.of("ND4J", JarVersion.of("org.nd4j", "nd4j-api") + ", " + backend)
                    .adviseIf(
                            sum != 4,
                            "a sum of four ones gave " + sum + ": the native library does not fit this machine");
        } catch (Exception | LinkageError e) {
            return Finding.fatal(
                    "ND4J",
                    "does not load: " + rootCause(e),
                    "the class path needs palinode-nd4j, and the folder below must be writable");
        }
    }

    private static Finding nativesCache() {
        try {
            File folder = Loader.getCacheDir();
            long free = folder.getUsableSpace();
            return Finding.of("Natives cache", folder + ", " + Bytes.text(free) + " free")
                    .adviseIf(
                            !folder.canWrite(),
                            "not writable: name another with -Dorg.bytedeco.javacpp.cachedir=FOLDER")
                    .adviseIf(
                            free < ROOM,
                            "too full for another 0.4 GB: make room, or -Dorg.bytedeco.javacpp.cachedir=FOLDER");
        } catch (IOException e) {
            return Finding.fatal(
                    "Natives cache",
                    "none: " + e.getMessage(),
                    "name a folder with -Dorg.bytedeco.javacpp.cachedir=FOLDER");
        }
    }

    private static Throwable rootCause(Throwable failure) {
        return failure.getCause() == null ? failure : rootCause(failure.getCause());
    }
}
