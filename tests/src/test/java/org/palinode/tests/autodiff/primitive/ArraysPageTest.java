package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Sorted;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;
import org.palinode.ode.path.MissingValues;

/** The page for those who come from jax.numpy, torch or DJL names all functions of JAX on arrays, and of ours only what there is. */
class ArraysPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "coming-from", "arrays.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CALL = Pattern.compile("(?<!Math[.])\\b(\\w+)\\(");
    private static final List<Class<?>> OURS = List.of(
            Tensor.class,
            Indices.class,
            Sorted.class,
            Axes.class,
            Window.class,
            LinearAlgebra.class,
            RandomKey.class,
            Autodiff.class,
            MissingValues.class);

    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.endsWith("| here |"))
                .map(line -> List.of(line.substring(1, line.length() - 1).split("\\|")))
                .toList();
    }

    private static Stream<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1));
    }

    @Test
    void everyFunctionOfJaxIsOnThePage() throws IOException {
        Set<String> named = new HashSet<>();
        for (List<String> row : rows()) {
            row.subList(0, row.size() - 1)
                    .forEach(cell -> code(cell).forEach(name -> named.addAll(List.of(name.split("\\W+")))));
        }
        Set<String> missing = new TreeSet<>();
        int count = 0;
        for (String line : names()) {
            for (String name : line.substring(line.indexOf(": ") + 2).split(" ")) {
                count++;
                if (!named.contains(name)) {
                    missing.add(name);
                }
            }
        }
        assertTrue(count > 400, "the list has " + count + " names");
        assertEquals(Set.of(), missing);
    }

    private static List<String> names() throws IOException {
        return Files.readAllLines(Path.of("src", "test", "resources", "figures", "array-names.txt"));
    }

    @Test
    void everyMethodOfOursIsThere() throws IOException {
        Set<String> ours = new HashSet<>();
        for (Class<?> type : OURS) {
            Arrays.stream(type.getMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .map(Method::getName)
                    .forEach(ours::add);
        }
        List<String> lost = new ArrayList<>();
        int count = 0;
        for (List<String> row : rows()) {
            for (MatchResult call : code(row.get(row.size() - 1))
                    .flatMap(text -> CALL.matcher(text).results())
                    .toList()) {
                count++;
                if (!ours.contains(call.group(1))) {
                    lost.add(call.group(1) + " in " + row.get(row.size() - 1));
                }
            }
        }
        assertTrue(count > 150, "found " + count + " calls");
        assertEquals(List.of(), lost);
    }
}
