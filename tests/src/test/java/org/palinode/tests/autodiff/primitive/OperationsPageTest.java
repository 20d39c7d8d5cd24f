package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;

/** The page docs/reference/operations.md: all operations are there, and do what it says where there are no numbers. */
class OperationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "operations.md");
    private static final Path TESTS = Path.of("src", "test", "java", "org", "palinode", "tests");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

    /** One operation of a row of the page. */
    private record Line(String name, String kink, String ofNone) {}

    private static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String row : Files.readAllLines(PAGE)) {
            List<String> cells =
                    Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
            if (row.startsWith("| `")) {
                List<String> names = NAME.matcher(cells.get(1))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                String[] ofNone = cells.get(4).split("; ");
                for (int i = 0; i < names.size(); i++) {
                    lines.add(new Line(names.get(i), cells.get(3), ofNone[Math.min(i, ofNone.length - 1)]));
                }
            }
        }
        return lines;
    }

    @Test
    void everyOperationIsThereOnce() throws IOException {
        Set<String> operations = MethodCase.all().map(MethodCase::name).collect(Collectors.toCollection(TreeSet::new));
        MethodListTest.laws().forEach(operations::add);
        List<String> found = lines().stream().map(Line::name).sorted().toList();
        assertEquals(List.copyOf(operations), found);
    }

    @Test
    void tensorsWithoutNumbersGiveWhatItSays() throws IOException {
        TreeMap<String, String> wrong = new TreeMap<>();
        for (Line line : lines()) {
            MethodCase.all().filter(each -> each.name().equals(line.name())).forEach(each -> {
                String found = ofNone(each);
                if (!found.equals(line.ofNone())) {
                    wrong.put(each.method(), found + " and not " + line.ofNone());
                }
            });
        }
        assertEquals(new TreeMap<>(), wrong);
    }

    private static String ofNone(MethodCase each) {
        double[] numbers;
        try {
            numbers = each.function().apply(each.inputs().apply(0)).toArray();
        } catch (IllegalArgumentException refusal) {
            return "refused";
        }
        if (each.name().equals("pad")) {
            return DoubleStream.of(numbers).allMatch(number -> number == 0.5) ? "the margin" : "other numbers";
        }
        List<Double> values = DoubleStream.of(numbers).boxed().distinct().toList();
        return values.isEmpty()
                ? "empty"
                : values.size() > 1
                        ? values.toString()
                        : values.get(0).toString().replace(".0", "");
    }

    /** Each operation of which the page states a slope at a kink stands in a test of kinks. */
    @Test
    void kinksThatItStatesAreTested() throws IOException {
        String tests = Files.readString(TESTS.resolve("autodiff/primitive/KinksTest.java"))
                + Files.readString(TESTS.resolve("autodiff/system/LinearAlgebraTest.java"));
        Set<String> missing = lines().stream()
                .filter(line -> !line.kink().isEmpty() && !line.kink().equals("0"))
                .map(line -> line.name().substring(line.name().indexOf('.') + 1))
                .filter(name -> Stream.of("." + name + "(", "::" + name + ",", "::" + name + ")")
                        .noneMatch(tests::contains))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }

    /** Where the page has a slope of 0 it is 0 at every place: nothing comes back. */
    @Test
    void whatIsConstantBetweenJumpsHasNoSlope() {
        List<String> sloping = MethodCase.all()
                .filter(each -> !each.hasSlopes() && !each.name().equals("stopGradient"))
                .filter(each -> {
                    List<Tensor> inputs = each.inputs().apply(9);
                    return Autodiff.vjp(each.function(), inputs)
                            .pullBack(each.function().apply(inputs).onesLike())
                            .stream()
                            .anyMatch(bar -> bar.abs().sum().item() != 0);
                })
                .map(MethodCase::method)
                .toList();
        assertEquals(List.of(), sloping);
    }
}
