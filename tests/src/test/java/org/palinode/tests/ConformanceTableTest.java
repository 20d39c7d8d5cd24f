package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of docs/ name tests; they must be there. */
class ConformanceTableTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final List<Path> SOURCES = Stream.of("tests", "autodiff", "ode")
            .map(module -> Path.of("..", module, "src", "test"))
            .toList();

    @ParameterizedTest
    @CsvSource({"conformance.md, 60", "tested-sizes.md, 30"})
    void everyTestThatAPageNamesExists(String page, int least) throws IOException {
        Matcher named = NAMED.matcher(
                Files.readString(Pages.ROOT.resolve("docs/reference").resolve(page)));
        List<String> missing = new ArrayList<>();
        int count = 0;
        while (named.find()) {
            count++;
            if (!exists(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertTrue(count > least, "found " + count + " names");
        assertEquals(List.of(), missing);
    }

    private static boolean exists(String test, String method) throws IOException {
        for (Path sources : SOURCES) {
            try (Stream<Path> files = Files.find(sources, 20, (file, is) -> file.endsWith(test + ".java"))) {
                for (Path file : files.toList()) {
                    if (method == null || Files.readString(file).contains(" void " + method + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
