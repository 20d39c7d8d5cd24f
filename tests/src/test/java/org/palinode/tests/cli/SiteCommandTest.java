package org.palinode.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./palinode site} does before and after the builder of pages, where a python3 is: it needs nothing but Python itself. */
@Tag("slow") // once is enough: no vector in it
class SiteCommandTest {
    private static final Path SCRIPTS = Path.of("..", "launcher", "site").toAbsolutePath();

    @TempDir
    Path folder;

    private record Run(int code, String text) {}

    @BeforeEach
    void pythonIsThere() throws InterruptedException {
        boolean found;
        try {
            found = new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 10))")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            found = false;
        }
        assumeTrue(found, "no python3 of 3.10 or newer on PATH");
    }

    @Test
    void linksThatLeadNowhereAndWhatIsFetchedFromElsewhereAreFaults() throws Exception {
        write(
                "site/index.html",
                "<a href='b/c.html#there'>fine</a> <a href='https://example.org'>fine</a> <img src='p.png'>");
        write("site/b/c.html", "<h1 id='there'></h1> <a href='../index.html'>fine</a>");
        write("site/p.png", "");
        assertEquals(new Run(0, ""), check());
        write("site/b/c.html", "<a href='../lost.html'></a> <script src='https://example.org/x.js'></script>");
        Run run = check();
        assertEquals(1, run.code());
        assertEquals(
                List.of(
                        "b/c.html: ../lost.html leads nowhere",
                        "b/c.html: fetches https://example.org/x.js",
                        "index.html: b/c.html#there: the page has no such place"),
                run.text().lines().toList());
    }

    @Test
    void linksOutOfDocsLeadToJavadocOrToTheSource() throws Exception {
        write("repository/ode/src/main/java/org/palinode/Open.java", "class Open {}");
        write("repository/ode/src/main/java/org/palinode/Inner.java", "class Inner {}");
        write("repository/target/reports/apidocs/org/palinode/Open.html", "");
        write("repository/target/reports/apidocs/stylesheet.css", "@import url('resources/fonts/dejavu.css');\n");
        write("repository/launcher/site/assets/site.css", "");
        write("repository/CONTRIBUTING.md", "[back](docs/guide/A.md)");
        write("repository/CHANGELOG.md", "");
        String ode = "../../ode/src/main/java/org/palinode/";
        write(
                "repository/docs/guide/A.md",
                "[o](" + ode + "Open.java#x) [c](../../CONTRIBUTING.md)\n- item\n```\n[as it is](nowhere)\n```\n\n[i]: "
                        + ode + "Inner.java\n");
        assertEquals(new Run(0, ""), gather());
        assertEquals(
                "[o](../javadoc/org/palinode/Open.html#x) [c](../contributing.md)\n\n- item\n```\n[as it is](nowhere)\n```\n\n"
                        + "[i]: ../source/ode/src/main/java/org/palinode/Inner.java.md\n",
                Files.readString(folder.resolve("pages/guide/A.md")));
        assertEquals("[back](guide/A.md)", Files.readString(folder.resolve("pages/contributing.md")));
        String source = Files.readString(folder.resolve("pages/source/ode/src/main/java/org/palinode/Inner.java.md"));
        assertTrue(source.contains("`````java\nclass Inner {}\n"), source);
        assertEquals("css", Files.readString(folder.resolve("pages/assets/katex/katex.min.css")));
        assertEquals("", Files.readString(folder.resolve("pages/javadoc/stylesheet.css")));
    }

    @Test
    void aLinkToAFileThatIsNotThereEndsTheGathering() throws Exception {
        write("repository/target/reports/apidocs/stylesheet.css", "");
        write("repository/launcher/site/assets/site.css", "");
        write("repository/docs/A.md", "[lost](../ode/Lost.java)");
        assertEquals(new Run(1, "docs/A.md links to ../ode/Lost.java, which is not there\n"), gather());
    }

    private Run check() throws Exception {
        return run("check.py", folder.resolve("site"));
    }

    private Run gather() throws Exception {
        Path katex = folder.resolve("katex.jar");
        try (var jar = new ZipOutputStream(Files.newOutputStream(katex))) {
            jar.putNextEntry(new ZipEntry("META-INF/resources/webjars/katex/1/dist/katex.min.css"));
            jar.write("css".getBytes());
        }
        return run("gather.py", folder.resolve("repository"), folder.resolve("pages"), katex);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Run run(String script, Path... arguments) throws IOException, InterruptedException {
        Stream<String> command =
                Stream.of("python3", "-B", SCRIPTS.resolve(script).toString());
        Process process = new ProcessBuilder(
                        Stream.concat(command, Stream.of(arguments).map(Path::toString))
                                .toList())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), text);
    }
}
