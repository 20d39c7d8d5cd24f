package org.palinode.examples.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.plan.Engine;

/** The JDK, whether the Vector API is on, and what kernels are made of. */
final class JavaCheck implements Check {
    private static final String VECTOR_API = "jdk.incubator.vector";

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(List.of(jdk(), vectorApi()));
        nativeAccess().ifPresent(findings::add);
        findings.add(kernels());
        return findings;
    }

    private static Finding jdk() {
        return Finding.of(
                "JDK",
                System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + "), "
                        + System.getProperty("java.home"));
    }

    private static Finding vectorApi() {
        boolean present = Engine.isVectorApiPresent();
        return Finding.of("Vector API", present ? "on" : "off: kernels run in their scalar form")
                .adviseIf(
                        !present,
                        "start the JVM with --add-modules " + VECTOR_API
                                + " for fast elementwise kernels; a JDK that does not know the module is a trimmed one: use a whole JDK");
    }

    /** JDK 22 and later can be asked; from 24 on they warn where it was not given by name. */
    private static Optional<Finding> nativeAccess() {
        try {
            Object enabled = Module.class.getMethod("isNativeAccessEnabled").invoke(JavaCheck.class.getModule());
            return Optional.of(Finding.of("Native access", enabled.equals(true) ? "on" : "not given by name")
                    .adviseIf(
                            enabled.equals(false),
                            "start the JVM with --enable-native-access=ALL-UNNAMED: it spares a warning at the first call"
                                    + " of OpenBLAS, and later JDKs will refuse the call without it"));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static Finding kernels() {
        return Finding.of("Kernels", Engine.standard().description());
    }
}
