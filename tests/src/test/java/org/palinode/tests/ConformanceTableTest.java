package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of docs/ name tests; they must be there. */
class ConformanceTableTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final List<String> PACKAGES = List.of(
            "org.palinode.tests.ode.",
            "org.palinode.tests.autodiff.",
            "org.palinode.tests.engine.",
            "org.palinode.tests.");

    @ParameterizedTest
    @CsvSource({"conformance.md, 60", "tested-sizes.md, 30"})
    void everyTestThatAPageNamesExists(String page, int least) throws IOException {
        Matcher named = NAMED.matcher(Files.readString(Path.of("..", "docs", page)));
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

    private static boolean exists(String test, String method) {
        for (String place : PACKAGES) {
            try {
                Class<?> type = Class.forName(place + test);
                return method == null
                        || Arrays.stream(type.getDeclaredMethods())
                                .anyMatch(declared -> declared.getName().equals(method));
            } catch (ClassNotFoundException notThere) {
                continue;
            }
        }
        return false;
    }
}
