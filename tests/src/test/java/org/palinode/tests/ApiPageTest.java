package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page of the public types has each of them, under its package, with a link to its source and some words. */
@ArchTag("slow")
@AnalyzeClasses(packages = "org.palinode", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiPageTest {
    private static final Path PAGE = Pages.ROOT.resolve("docs/reference/api.md");
    private static final Pattern ROW =
            Pattern.compile("\\| \\[`(\\w+)`]\\(\\.\\./\\.\\./\\w+/src/main/java/([\\w/]+)\\.java\\) \\| \\S.*\\S \\|");

    @ArchTest
    static void everyPublicTypeIsOnThePage(JavaClasses classes) throws IOException {
        Set<String> types = PublicFaceTest.face(classes)
                .filter(type -> type.getEnclosingClass().isEmpty())
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> rows = rows();
        assertEquals(List.copyOf(types), rows.stream().sorted().toList());
    }

    @ArchTest
    static void everyPublicTypeInsideOfAnotherIsNamedThere(JavaClasses classes) throws IOException {
        String page = Files.readString(PAGE);
        List<String> lost = PublicFaceTest.face(classes)
                .filter(type -> type.getEnclosingClass().isPresent())
                .map(type -> type.getEnclosingClass().get().getSimpleName() + "." + type.getSimpleName())
                .filter(name -> !page.contains("`" + name + "`"))
                .sorted()
                .toList();
        assertEquals(List.of(), lost);
    }

    /** Full names, each under the heading of its package. */
    private static List<String> rows() throws IOException {
        String place = "";
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                place = line.substring(3);
            }
            for (MatchResult row : ROW.matcher(line).results().toList()) {
                String name = place + "." + row.group(1);
                assertEquals(name, row.group(2).replace('/', '.'), line);
                rows.add(name);
            }
        }
        return rows;
    }
}
