package org.palinode.examples.doctor;

import java.util.List;

/** The JDK, and whether the Vector API is on. */
final class JavaCheck implements Check {
    private static final String VECTOR_API = "jdk.incubator.vector";

    @Override
    public List<Finding> findings() {
        return List.of(jdk(), vectorApi());
    }

    private static Finding jdk() {
        return Finding.of(
                "JDK",
                System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + "), "
                        + System.getProperty("java.home"));
    }

    private static Finding vectorApi() {
        boolean present = ModuleLayer.boot().findModule(VECTOR_API).isPresent();
        return Finding.of("Vector API", present ? "on" : "off: kernels run in their scalar form")
                .adviseIf(
                        !present,
                        "start the JVM with --add-modules " + VECTOR_API
                                + "; a JDK that does not know the module is a trimmed one: use a whole JDK");
    }
}
