package org.palinode.tests.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM on the class path of the tests. */
public final class OtherJvm {
    /** Variables that change how a product or a solve runs. */
    private static final Set<String> TUNING = Set.of(
            "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "PALINODE_THREADS", "JAVA_TOOL_OPTIONS");

    private OtherJvm() {}

    /** What the main method of a class of the tests prints in a process of so many threads, with the options of this JVM. */
    public static String print(Class<?> main, int threads) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX:+Ignore"))
                .toList());
        options.add("-Dpalinode.threads=" + threads);
        return output(start(main, classPath(), options));
    }

    /**
     * What it prints as a user's program would: without options and without variables but those given.
     *
     * @param classPath in front of that of the tests, empty for none
     */
    public static String printPlainly(Class<?> main, String classPath, Map<String, String> variables)
            throws IOException, InterruptedException {
        return printAsUsersDo(
                main, classPath.isEmpty() ? classPath() : classPath + File.pathSeparator + classPath(), variables);
    }

    /** The same on the class path of the tests, of which the jars with some file names are left out. */
    public static String printWithout(Predicate<String> missing, Class<?> main, Map<String, String> variables)
            throws IOException, InterruptedException {
        String path = Stream.of(classPath().split(File.pathSeparator))
                .filter(entry -> !missing.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
        return printAsUsersDo(main, path, variables);
    }

    private static String printAsUsersDo(Class<?> main, String path, Map<String, String> variables)
            throws IOException, InterruptedException {
        ProcessBuilder builder = start(main, path, List.of());
        builder.environment().keySet().removeAll(TUNING);
        builder.environment().putAll(variables);
        return output(builder);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static ProcessBuilder start(Class<?> main, String classPath, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text;
    }
}
