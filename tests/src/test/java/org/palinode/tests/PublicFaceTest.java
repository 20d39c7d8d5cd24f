package org.palinode.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line between what users import, every package of the libraries without {@code internal} in its name, and the engine behind it. */
@ArchTag("slow")
@AnalyzeClasses(packages = "org.palinode", importOptions = ImportOption.DoNotIncludeTests.class)
class PublicFaceTest {
    private static final List<String> MODULES = List.of(
            "org.palinode.autodiff",
            "org.palinode.ode",
            "org.palinode.train",
            "org.palinode.plot",
            "org.palinode.jupyter");
    private static final Path STARTUP = Path.of("..", "examples", "src", "main", "jshell", "startup.jsh");
    private static final Pattern ENGINE_IMPORT = Pattern.compile("import (static )?org\\.palinode\\.[a-z.]*internal");

    /** How many top-level public types a package may have. One more is one more that users must know: it comes here with intent. */
    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("org.palinode.autodiff", 10),
            Map.entry("org.palinode.autodiff.constraint", 4),
            Map.entry("org.palinode.autodiff.decomposition", 5),
            Map.entry("org.palinode.autodiff.linear", 2),
            Map.entry("org.palinode.autodiff.memory", 7),
            Map.entry("org.palinode.autodiff.nn", 15),
            Map.entry("org.palinode.autodiff.nn.initial", 3),
            Map.entry("org.palinode.autodiff.nn.loss", 1),
            Map.entry("org.palinode.autodiff.root", 5),
            Map.entry("org.palinode.autodiff.tensor", 20),
            Map.entry("org.palinode.autodiff.tree", 3),
            Map.entry("org.palinode.jupyter", 3),
            Map.entry("org.palinode.ode", 14),
            Map.entry("org.palinode.ode.adjoint", 11),
            Map.entry("org.palinode.ode.controller", 11),
            Map.entry("org.palinode.ode.event", 4),
            Map.entry("org.palinode.ode.noise", 11),
            Map.entry("org.palinode.ode.outcome", 6),
            Map.entry("org.palinode.ode.path", 6),
            Map.entry("org.palinode.ode.progress", 4),
            Map.entry("org.palinode.ode.resume", 7),
            Map.entry("org.palinode.ode.save", 3),
            Map.entry("org.palinode.ode.solver", 71),
            Map.entry("org.palinode.ode.term", 12),
            Map.entry("org.palinode.plot", 2),
            Map.entry("org.palinode.train", 6),
            Map.entry("org.palinode.train.data", 3),
            Map.entry("org.palinode.train.minimise", 6),
            Map.entry("org.palinode.train.optimiser", 9),
            Map.entry("org.palinode.train.report", 6),
            Map.entry("org.palinode.train.saving", 5),
            Map.entry("org.palinode.train.schedule", 1));

    @ArchTest
    static void packagesGainNoPublicTypesUnseen(JavaClasses classes) {
        Map<String, Integer> found = new TreeMap<>();
        face(classes)
                .filter(type -> type.getEnclosingClass().isEmpty())
                .forEach(type -> found.merge(type.getPackageName(), 1, Integer::sum));
        assertEquals(TYPES.keySet(), found.keySet());
        found.forEach((name, count) -> assertTrue(
                count <= TYPES.get(name),
                name + " has " + count + " public types, and " + TYPES.get(name)
                        + " in the list TYPES of this test; raise the number there if users need one more"));
    }

    /** In what they extend, take, return, throw and hold, as far as users can see it; inherited members too. */
    @ArchTest
    static void publicTypesSpeakOfPublicTypesOnly(JavaClasses classes) {
        List<String> leaks = new ArrayList<>();
        face(classes).forEach(type -> {
            involved(parents(type))
                    .filter(PublicFaceTest::isEngine) // a parent for one package alone is not seen from outside
                    .forEach(parent -> leaks.add(type.getName() + " is a " + parent.getName()));
            Stream.of(type.getAllMethods(), type.getAllFields(), type.getConstructors())
                    .flatMap(Set::stream)
                    .filter(PublicFaceTest::isOpen)
                    .forEach(member -> involved(types(member))
                            .filter(spoken -> isOurs(spoken) && !isOnTheFace(spoken))
                            .forEach(spoken -> leaks.add(
                                    type.getName() + "." + member.getName() + " speaks of " + spoken.getName())));
        });
        assertEquals(List.of(), leaks);
    }

    private static Stream<JavaClass> involved(Stream<? extends JavaType> types) {
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    private static Stream<JavaType> parents(JavaClass type) {
        return Stream.of(type.getSuperclass().stream().toList(), type.getInterfaces(), type.getTypeParameters())
                .flatMap(Collection::stream);
    }

    /** Doctor and {@code bench --compile} look at the engine, which is what they report on. */
    @ArchTest
    static final ArchRule EXAMPLES_USE_WHAT_USERS_USE = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.palinode.examples..", "org.palinode.train..", "org.palinode.plot..", "org.palinode.jupyter..")
            .and()
            .resideOutsideOfPackage("org.palinode.examples.doctor")
            .and()
            .doNotHaveFullyQualifiedName("org.palinode.examples.bench.CompileTime")
            .should()
            .dependOnClassesThat(resideInAPackage("org.palinode..internal.."));

    @ArchTest
    static void theShellImportsExactlyThePublicPackages(JavaClasses classes) throws IOException {
        Set<String> packages =
                face(classes).map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> imported = Pattern.compile(
                        "(?m)^import (org\\.palinode\\.(?:autodiff|ode|train|plot|jupyter)[a-z.]*)\\.\\*;")
                .matcher(Files.readString(STARTUP))
                .results()
                .map(MatchResult::group)
                .map(line -> line.substring("import ".length(), line.length() - ".*;".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(packages, imported);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "../docs", "../notebooks", "../examples/src/main/jshell", "consumer/src"})
    void programsOfUsersDoNotImportTheEngine(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        ENGINE_IMPORT
                                .matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                                .find(),
                        file::toString);
            }
        }
    }

    /** The public types of the public packages, also those that lie inside of others. */
    static Stream<JavaClass> face(JavaClasses classes) {
        return classes.stream().filter(PublicFaceTest::isOurs).filter(PublicFaceTest::isOnTheFace);
    }

    private static boolean isOurs(JavaClass type) {
        return MODULES.stream().anyMatch(module -> (type.getPackageName() + ".").startsWith(module + "."));
    }

    private static boolean isEngine(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.");
    }

    private static boolean isOnTheFace(JavaClass type) {
        boolean visible = isOpen(type.getModifiers()) && !type.getSimpleName().equals("package-info");
        return visible
                && !type.isAnonymousClass()
                && !isEngine(type)
                && type.getEnclosingClass().map(PublicFaceTest::isOnTheFace).orElse(true);
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.of(
                        List.of(code.getReturnType()),
                        code.getParameterTypes(),
                        code.getExceptionTypes(),
                        code.getTypeParameters())
                .flatMap(List::stream);
    }

    private static boolean isOpen(JavaMember member) {
        return isOpen(member.getModifiers()) && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
