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

    private static final String CELLS = """
            {"cells": [{"cell_type": "markdown", "source": ["# One\\n", "- item"]}, {"cell_type": "code", "source": ["int x = 1;"]}]}
            """;

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
        String page = """
                [a](../../ode/src/main/java/org/palinode/Open.java#x) [b](../../CONTRIBUTING.md)
                ```
                [as it is](nowhere)
                ```

                [i]: ../../ode/src/main/java/org/palinode/Inner.java
                """;
        String there = """
                [a](../javadoc/org/palinode/Open.html#x) [b](../contributing.md)
                ```
                [as it is](nowhere)
                ```

                [i]: ../source/ode/src/main/java/org/palinode/Inner.java.md
                """;
        assertEquals(there, gathered(page));
        assertEquals("[the page](guide/A.md)", Files.readString(folder.resolve("pages/contributing.md")));
        assertTrue(Files.exists(folder.resolve("pages/changes.md")));
        String source = Files.readString(folder.resolve("pages/source/ode/src/main/java/org/palinode/Inner.java.md"));
        assertTrue(source.contains("`````java\nclass Inner {}\n"), source);
        assertEquals("css", Files.readString(folder.resolve("pages/assets/katex/katex.min.css")));
        assertEquals("", Files.readString(folder.resolve("pages/javadoc/stylesheet.css")));
    }

    @Test
    void notebooksArePages() throws Exception {
        gathered("[notebooks](../../notebooks/README.md)");
        assertEquals("[one](one.md)", Files.readString(folder.resolve("pages/notebooks/index.md")));
        assertEquals(
                "# One\n\n- item\n\n```java\nint x = 1;\n```\n",
                Files.readString(folder.resolve("pages/notebooks/one.md")));
    }

    @Test
    void listsAndTablesStandAsPythonMarkdownWantsThem() throws Exception {
        String page = """
                text
                - item
                  more

                text
                | a | b |

                1. one

                   ```
                     x
                   ```

                   after
                2. two
                   more
                3. three
                """;
        String there = """
                text

                - item
                    more

                text

                | a | b |

                1. one

                    ```
                      x
                    ```

                    after

                2. two
                    more
                3. three
                """;
        assertEquals(there, gathered(page));
    }

    @Test
    void aLinkToAFileThatIsNotThereEndsTheGathering() throws Exception {
        assertEquals(
                new Run(1, "docs/guide/A.md links to ../Lost.java, which is not there\n"),
                gather("[lost](../Lost.java)"));
    }

    private Run check() throws Exception {
        return run("check.py", folder.resolve("site"));
    }

    private String gathered(String page) throws Exception {
        assertEquals(new Run(0, ""), gather(page));
        return Files.readString(folder.resolve("pages/guide/A.md"));
    }

    /** A repository of what every site has, and this page. */
    private Run gather(String page) throws Exception {
        write("repository/docs/guide/A.md", page);
        write("repository/launcher/site/assets/site.css", "");
        write("repository/target/reports/apidocs/stylesheet.css", "@import url('resources/fonts/dejavu.css');\n");
        write("repository/CONTRIBUTING.md", "[the page](docs/guide/A.md)");
        write("repository/CHANGELOG.md", "");
        write("repository/notebooks/README.md", "[one](one.ipynb)");
        write("repository/notebooks/one.ipynb", CELLS);
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
