package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./palinode} as a process of its own, on the jars that {@code mvn verify} makes before it comes here. */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow") // a JVM each; and the launcher chooses the Vector API itself
class LauncherTest {
    static final Path LAUNCHER = Path.of("..", "palinode").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void aScriptThatThrowsEndsWithOne() throws Exception {
        Path script = Files.writeString(folder.resolve("demo.jsh"), "int x = 1 / 0;\n");
        Run run = run(folder, Map.of(), LAUNCHER.toString(), "shell", "demo.jsh");
        assertEquals(1, run.code(), run.text());
        assertTrue(
                run.text().contains(script.getFileName() + ":1: java.lang.ArithmeticException: / by zero"), run.text());
    }

    @Test
    void runsThroughALinkInAFolderWithSpaces() throws Exception {
        Path spaced = Files.createDirectory(folder.resolve("a b"));
        Path link = Files.createSymbolicLink(spaced.resolve("palinode"), LAUNCHER);
        Path script = Files.writeString(spaced.resolve("my script.jsh"), "System.out.println(\"sum \" + (1 + 2));\n");
        Run run = run(spaced, Map.of(), link.toString(), "shell", script.toString());
        Files.delete(link); // JUnit warns of links that leave the folder
        assertEquals(0, run.code(), run.text());
        assertTrue(run.text().contains("sum 3"), run.text());
    }

    @Test
    void passesHeapAndOptionsToTheJvm() throws Exception {
        Path script = Files.writeString(
                folder.resolve("limits.jsh"),
                "System.out.println(Runtime.getRuntime().maxMemory() / 1048576 + \" \" + System.getProperty(\"q\"));\n");
        var environment = Map.of("PALINODE_HEAP", "512m", "PALINODE_JAVA_OPTS", "-XX:+UseSerialGC -Dq=r");
        Run run = run(folder, environment, LAUNCHER.toString(), "shell", script.toString());
        assertTrue(
                run.text().matches("(?s).*\\b(49\\d|512) r\\b.*"),
                run.text()); // SerialGC counts one survivor space less
    }

    @Test
    void saysWhatIsWrongWithJavaHome() throws Exception {
        Run run = run(folder, Map.of("JAVA_HOME", folder.toString()), LAUNCHER.toString(), "doctor");
        assertEquals(1, run.code());
        assertTrue(run.text().contains("which has no bin/java: set it to a JDK 17 or newer"), run.text());
    }

    @Test
    void theSiteNeedsAPythonOfItsOwn() throws Exception {
        Path copy = copyOfTheLauncher(folder);
        Run run = run(folder, Map.of("PALINODE_PYTHON", "no-such-python"), copy.toString(), "site");
        assertEquals(1, run.code(), run.text());
        assertTrue(
                run.text().contains("./palinode site needs a virtual environment of Python 3.10 or newer"), run.text());
        assertTrue(run.text().contains("name one by PALINODE_PYTHON"), run.text());
    }

    @Test
    void theQuickTestsAreAProfileOfMavenAndNoMore() throws Exception {
        Path maven = Files.writeString(folder.resolve("mvn"), "#!/bin/sh\necho \"maven: $*\"\n");
        assertTrue(maven.toFile().setExecutable(true));
        var environment = Map.of("PATH", folder + ":" + System.getenv("PATH"));
        Run run = run(folder, environment, LAUNCHER.toString(), "test", "--fast", "-Dtest=SomeTest");
        assertEquals(0, run.code(), run.text());
        assertTrue(run.text().endsWith("pom.xml test -Pfast -Dtest=SomeTest\n"), run.text());
        assertEquals(1, run.text().split("maven: ", -1).length - 1, run.text());
    }

    /** A folder that cannot be made stands for one that cannot be written, which root can. */
    @Test
    void doesNotWaitForALockThatItCannotTake() throws Exception {
        Path copy = copyOfTheLauncher(folder);
        Files.writeString(folder.resolve("target"), "no folder");
        Run run = run(folder, Map.of("PALINODE_BUILD", ""), copy.toString(), "doctor");
        assertEquals(1, run.code(), run.text());
        assertTrue(run.text().contains("target cannot be written: make it writable"), run.text());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void outputThatCannotBeWrittenIsAnError() throws Exception {
        Path script = Files.writeString(folder.resolve("full.sh"), "sh '" + LAUNCHER + "' --help > /dev/full\n");
        Run run = run(folder, Map.of(), script.toString());
        assertEquals(1, run.code(), run.text());
        assertTrue(run.text().contains("not all of the output could be written"), run.text());
    }

    @Test
    void mapsAnArchiveOfClassesAndSaysNoWordWhenItDoesNotFit() throws Exception {
        Path root = Files.createDirectory(folder.resolve("a copy")); // with a space: it is in the archive's path
        Path launcher = copyOfTheLauncher(root);
        Path target = Files.createDirectories(root.resolve("examples/target"));
        Path built = LAUNCHER.resolveSibling("examples/target");
        for (String file : List.of("palinode-examples.jar", "classpath.txt")) {
            Files.copy(built.resolve(file), target.resolve(file));
        }
        Files.createDirectory(root.resolve("target"));

        Run without = whatIsLoaded(launcher, "never");
        assertFalse(without.text().contains("archiving"), without.text());
        assertEquals(0, classesOfOursFromAnArchive());

        Run made = whatIsLoaded(launcher, "");
        assertEquals("palinode: archiving the classes, for faster starts ...\n" + without.text(), made.text());
        assertTrue(classesOfOursFromAnArchive() > 0, "nothing was mapped");
        assertEquals(without, whatIsLoaded(launcher, ""), "made anew");

        Files.setLastModifiedTime(target.resolve("palinode-examples.jar"), FileTime.fromMillis(0));
        assertEquals(without, whatIsLoaded(launcher, ""), "the jar is another");
        assertEquals(0, classesOfOursFromAnArchive());

        Files.write(onlyArchive(root), new byte[1000], StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals(without, whatIsLoaded(launcher, ""), "no archive at all");

        // Another build, without most of its dependencies: tried once and given up.
        Files.writeString(target.resolve("classpath.txt"), "none.jar");
        assertTrue(whatIsLoaded(launcher, "").text().contains("archiving"), "stale");
        assertFalse(whatIsLoaded(launcher, "").text().contains("archiving"), "tried again");
    }

    static Path copyOfTheLauncher(Path root) throws IOException {
        Path parts = Files.createDirectory(root.resolve("launcher"));
        try (Stream<Path> built = Files.list(LAUNCHER.resolveSibling("launcher"))) {
            for (Path part : built.toList()) {
                Files.copy(part, parts.resolve(part.getFileName()));
            }
        }
        return Files.copy(LAUNCHER, root.resolve("palinode"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Run whatIsLoaded(Path launcher, String archive) throws IOException, InterruptedException {
        var environment =
                Map.of("PALINODE_ARCHIVE", archive, "PALINODE_JAVA_OPTS", "-Xlog:class+load=info:file=loaded.log:none");
        return run(folder, environment, launcher.toString(), "bench", "no-such-case");
    }

    private long classesOfOursFromAnArchive() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("loaded.log"))) {
            return lines.filter(line -> line.startsWith("org.palinode.") && line.contains("shared objects file"))
                    .count();
        }
    }

    private static Path onlyArchive(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("target"))) {
            Path archive = files.filter(file -> file.toString().endsWith(".jsa"))
                    .findAny()
                    .orElseThrow();
            assertTrue(archive.toFile().setWritable(true));
            return archive;
        }
    }

    record Run(int code, String text) {}

    static Run run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Stream.concat(Stream.of("sh"), List.of(command).stream())
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PALINODE_ARCHIVE", "never"); // the tests of other things leave target/ alone
        builder.environment().put("PALINODE_BUILD", "never"); // no build within the build
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), text);
    }
}
