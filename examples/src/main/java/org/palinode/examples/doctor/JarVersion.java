package org.palinode.examples.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of a jar on the class path, as Maven wrote it there. */
public final class JarVersion {
    private JarVersion() {}

    /** Returns the version, {@code unknown} when no such jar is there. */
    public static String of(String group, String artifact) {
        String path = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = JarVersion.class.getResourceAsStream(path)) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
