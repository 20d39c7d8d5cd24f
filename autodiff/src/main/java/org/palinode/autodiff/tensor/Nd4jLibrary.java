package org.palinode.autodiff.tensor;

import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.palinode.autodiff.internal.library.BuildLines;
import org.palinode.autodiff.internal.library.NativeLibrary;
import org.palinode.autodiff.memory.NativeLibraryException;

/** ND4J with its backend, which only arrays in and out need: a dependency of its own. */
final class Nd4jLibrary {
    private static final NativeLibrary LIBRARY = NativeLibrary.load(
            "ND4J, which toINDArray and Tensor.of(INDArray) need,",
            List.of(NativeLibrary.file("/org/nd4j/linalg/cpu/nativecpu/bindings", "jnind4jcpu")),
            BuildLines.forArtifact("palinode-nd4j", "implementation", further()),
            () -> Nd4j.getBackend());

    private Nd4jLibrary() {}

    static void require() {
        LIBRARY.require(NativeLibraryException::new);
    }

    /** Gradle takes the natives of Linux whatever the platform, and ND4J's are not among those of {@code palinode-natives}. */
    private static List<String> further() {
        String platform = BuildLines.platform();
        return platform.equals("linux-x86_64")
                ? List.of()
                : List.of("runtimeOnly(\"org.nd4j:nd4j-native:1.0.0-M2.1:" + platform + "@jar\")");
    }
}
