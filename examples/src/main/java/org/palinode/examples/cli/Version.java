package org.palinode.examples.cli;

import org.palinode.examples.doctor.JarVersion;
import picocli.CommandLine.IVersionProvider;

/** The versions of Palinode and of what it stands on, as their jars state them. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "palinode " + palinode(),
            "ND4J " + JarVersion.of("org.nd4j", "nd4j-api"),
            "JDK " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")"
        };
    }

    static String palinode() {
        return JarVersion.of("org.palinode", "palinode-examples");
    }
}
