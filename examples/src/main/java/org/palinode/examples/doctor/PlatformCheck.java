package org.palinode.examples.doctor;

import java.util.List;
import org.palinode.autodiff.internal.library.BuildLines;

/** Operating system and processor. */
final class PlatformCheck implements Check {
    @Override
    public List<Finding> findings() {
        return List.of(platform(), processor(Processor.ofThisMachine()));
    }

    private static Finding platform() {
        String platform = BuildLines.platform();
        return Finding.of(
                        "Platform",
                        platform + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .adviseIf(
                        !BuildLines.PLATFORMS.contains(platform),
                        "there are native libraries for " + BuildLines.PLATFORMS + ", not for " + platform);
    }

    private static Finding processor(Processor cpu) {
        int cores = Runtime.getRuntime().availableProcessors();
        return Finding.of("Processor", cpu.model() + ", " + cores + " core(s), " + cpu.vectorInstructions());
    }
}
