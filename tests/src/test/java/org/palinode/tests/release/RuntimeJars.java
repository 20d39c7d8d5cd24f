package org.palinode.tests.release;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars of others that the command line runs on: those of {@code palinode-ode}, and what the examples add. */
final class RuntimeJars {
    private RuntimeJars() {}

    static List<Path> all() throws IOException {
        String classpath = Files.readString(Path.of("..", "examples", "target", "classpath.txt"));
        return Stream.of(classpath.strip().split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> !jar.getFileName().toString().startsWith("palinode-"))
                .toList();
    }
}
