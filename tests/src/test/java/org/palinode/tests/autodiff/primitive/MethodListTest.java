package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** The list of public methods that compute is whole: of each there are figures, and random programs draw from all. */
class MethodListTest {
    private static final Path SOURCES = Path.of("src", "test", "java", "org", "palinode");

    /** Methods that make tensors of no other tensor, or tell of one; their tests are TensorTest, TakeTest and RandomLawsTest. */
    private static final Set<String> NO_OPERATIONS = Set.of(
            "scalar",
            "of",
            "float32",
            "zeros",
            "ones",
            "full",
            "arange",
            "linspace",
            "eye",
            "owning",
            "copyOf",
            "zerosLike",
            "onesLike",
            "type",
            "dtype",
            "shape",
            "rank",
            "size",
            "types",
            "isSymbolic",
            "isInProgram",
            "concrete",
            "buffer",
            "item",
            "toArray",
            "toINDArray",
            "noteRead",
            "apply",
            "range",
            "stored",
            "toString",
            "equals",
            "hashCode");

    /** Laws whose numbers depend on no tensor; those of RandomLawsTest. */
    private static final Set<String> LAWS_OF_NUMBERS = Set.of(
            "RandomKey.normal",
            "RandomKey.uniform",
            "RandomKey.exponential",
            "RandomKey.gumbel",
            "RandomKey.gamma",
            "RandomKey.truncatedNormal",
            "RandomKey.bernoulli(TensorType,double)",
            "RandomKey.permutation",
            "RandomKey.fold",
            "RandomKey.unit",
            "RandomKey.seed");

    @Test
    void everyPublicMethodThatComputesIsInTheList() {
        Set<String> listed = MethodCase.all().map(MethodCase::method).collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = publicMethods();
        missing.removeAll(listed);
        assertEquals(Set.of(), missing, "methods without a case");
        listed.removeAll(publicMethods());
        assertEquals(Set.of(), listed, "cases without a method");
    }

    static Set<String> publicMethods() {
        Map<Class<?>, String> types = new LinkedHashMap<>();
        for (Class<?> room : Tensor.class.getInterfaces()) {
            types.put(room, "");
        }
        assertTrue(types.size() >= 8, "the rooms of Tensor: " + types.keySet());
        types.put(Tensor.class, "");
        types.put(LinearAlgebra.class, "LinearAlgebra.");
        types.put(Indices.class, "Indices.");
        types.put(RandomKey.class, "RandomKey.");
        Set<String> found = new TreeSet<>();
        types.forEach((type, prefix) -> Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !NO_OPERATIONS.contains(method.getName()))
                .map(method -> prefix + signature(method))
                .filter(method -> LAWS_OF_NUMBERS.stream().noneMatch(method::startsWith))
                .forEach(found::add));
        return found;
    }

    /** Names of the laws that draw without a tensor. */
    static Stream<String> laws() {
        return LAWS_OF_NUMBERS.stream().filter(law -> !law.matches(".*(fold|unit|seed|[)])$"));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    /** Values by numpy, scipy or mpmath, by ND4J or Math, or by a plain loop. */
    @Test
    void ofEveryMethodThereAreValuesByAnother() throws IOException {
        String tests = text(
                "autodiff/tensor/ArrayOperation.java",
                "tests/autodiff/primitive/ElementwiseFiguresTest.java",
                "tests/autodiff/primitive/PrimitiveValuesTest.java",
                "tests/autodiff/primitive/TakeTest.java",
                "tests/autodiff/primitive/TensorTest.java",
                "tests/autodiff/primitive/BroadcastingTest.java",
                "tests/autodiff/RandomLawsTest.java");
        assertEquals(Set.of(), missing(tests));
    }

    @Test
    void randomProgramsDrawFromAll() throws IOException {
        String programs =
                text("tests/autodiff/program/RandomFunction.java", "tests/autodiff/program/RandomOperations.java");
        assertEquals(Set.of(), missing(programs));
    }

    private static Set<String> missing(String text) {
        return MethodCase.all()
                .map(MethodCase::name)
                .filter(name -> !isCalled(text, name.substring(name.indexOf('.') + 1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isCalled(String text, String name) {
        return Stream.of("." + name + "(", "::" + name + ",", "::" + name + ")").anyMatch(text::contains);
    }

    private static String text(String... sources) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String source : sources) {
            text.append(Files.readString(SOURCES.resolve(source)));
        }
        return text.toString();
    }
}
