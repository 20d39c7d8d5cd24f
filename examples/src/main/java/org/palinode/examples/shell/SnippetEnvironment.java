package org.palinode.examples.shell;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Environment of snippets, in a session and in a script: the imports, the class path, the modules and the JVM's flags. */
final class SnippetEnvironment {
    private static final String VECTOR_API = "jdk.incubator.vector";

    private SnippetEnvironment() {}

    /** Returns the text of {@code startup.jsh}. */
    static String startup() throws IOException {
        try (InputStream in = SnippetEnvironment.class.getResourceAsStream("startup.jsh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Returns the options that make the Vector API visible, none where this JVM runs without it. */
    static List<String> modules() {
        return hasVectorApi() ? List.of("--add-modules", VECTOR_API) : List.of();
    }

    static boolean hasVectorApi() {
        return ModuleLayer.boot().findModule(VECTOR_API).isPresent();
    }

    /** Returns the flags this JVM was started with that another one needs too: memory limits, properties, access. */
    static List<String> jvmFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("--add-modules") && !flag.startsWith("-agentlib"))
                .toList();
    }
}
