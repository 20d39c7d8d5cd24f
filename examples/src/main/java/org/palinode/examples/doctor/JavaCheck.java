package org.palinode.examples.doctor;

import java.util.List;
import org.palinode.autodiff.internal.plan.Engine;

/** The JDK, whether the Vector API is on, and what kernels are made of. */
final class JavaCheck implements Check {
    private static final String VECTOR_API = "jdk.incubator.vector";

    @Override
    public List<Finding> findings() {
        return List.of(jdk(), vectorApi(), kernels());
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
                                + "; a JDK that does not know the module is a trimmed one: use a whole JDK");
    }

    private static Finding kernels() {
        return Finding.of("Kernels", Engine.standard().description());
    }
}
