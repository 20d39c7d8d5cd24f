package org.palinode.autodiff.internal.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Lines that a user adds to a build, by Maven or by Gradle, for a library that is missing. */
public final class BuildLines {
    /** The platforms for which there are artifacts. */
    public static final List<String> PLATFORMS =
            List.of("linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");

    private BuildLines() {}

    /** This platform as the classifiers of the native jars name it, such as {@code linux-x86_64}. */
    public static String platform() {
        return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static String platform(String system, String processor) {
        String name = system.toLowerCase(Locale.ROOT);
        String os = name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : name;
        return os + "-"
                + switch (processor) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                };
    }

    /** The lines for an artifact of Palinode that is a POM, in the version that runs; then further ones for Gradle. */
    public static String forArtifact(String artifact, String scope, List<String> furtherForGradle) {
        String version = version();
        String gradle = scope + "(\"org.palinode:" + artifact + ":" + version + "\")";
        for (String line : furtherForGradle) {
            gradle += "\n          " + line;
        }
        return "add to the build\n  Maven:  <dependency><groupId>org.palinode</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version><type>pom</type></dependency>\n  Gradle: " + gradle;
    }

    /** The lines for JavaCPP and OpenBLAS. */
    public static String forNatives() {
        return forNatives(platform());
    }

    static String forNatives(String platform) {
        return PLATFORMS.contains(platform)
                ? forArtifact("palinode-natives-" + platform, "runtimeOnly", List.of())
                : "Palinode has native libraries for " + PLATFORMS
                        + "; for others put the jars org.bytedeco:javacpp and"
                        + " org.bytedeco:openblas with the classifier " + platform
                        + " on the class path, if there are any";
    }

    private static String version() {
        try (InputStream in =
                BuildLines.class.getResourceAsStream("/META-INF/maven/org.palinode/palinode-autodiff/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "VERSION");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
