package org.palinode.autodiff.internal.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildLinesTest {
    /** The names that JVMs give to systems and processors, and the classifiers of JavaCPP's jars. */
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, x86_64, macosx-x86_64",
        "Mac OS X, aarch64, macosx-arm64",
        "Windows 11, amd64, windows-x86_64",
        "Linux, ppc64le, linux-ppc64le"
    })
    void platformsAreNamedAsTheirJarsAre(String system, String processor, String platform) {
        assertEquals(platform, BuildLines.platform(system, processor));
    }

    @Test
    void thisPlatformIsTheOneOfJavaCpp() {
        assertEquals(Loader.getPlatform(), BuildLines.platform());
    }

    @Test
    void thereAreLinesForMavenAndForGradle() {
        String lines = BuildLines.forNatives("macosx-arm64");
        assertTrue(lines.contains("<artifactId>palinode-natives-macosx-arm64</artifactId>"), lines);
        assertTrue(lines.contains("runtimeOnly(\"org.palinode:palinode-natives-macosx-arm64:"), lines);
    }

    @Test
    void whereThereAreNoneTheJarsAreNamed() {
        String lines = BuildLines.forNatives("linux-ppc64le");
        assertTrue(lines.contains("org.bytedeco:openblas with the classifier linux-ppc64le"), lines);
    }
}
