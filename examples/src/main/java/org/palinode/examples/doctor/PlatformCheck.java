package org.palinode.examples.doctor;

import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;

/** Operating system and processor. */
final class PlatformCheck implements Check {
    private static final Set<String> SUPPORTED =
            Set.of("linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");

    @Override
    public List<Finding> findings() {
        return List.of(platform(), processor(Processor.ofThisMachine()));
    }

    private static Finding platform() {
        String platform = Loader.getPlatform();
        return Finding.of(
                        "Platform",
                        platform + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .adviseIf(
                        !SUPPORTED.contains(platform),
                        "ND4J has no native library for " + platform + "; it has them for " + SUPPORTED);
    }

    private static Finding processor(Processor cpu) {
        int cores = Runtime.getRuntime().availableProcessors();
        return Finding.of("Processor", cpu.model() + ", " + cores + " core(s), " + cpu.vectorInstructions());
    }
}
