package org.palinode.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.palinode.tests.house.Circles;

/** Who may know whom. */
@ArchTag("slow")
@AnalyzeClasses(packages = "org.palinode", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ENGINE = "org.palinode.autodiff";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.palinode.(**)").should().beFreeOfCycles();

    /** A notebook, or a program that draws, needs no command line. */
    @ArchTest
    static final ArchRule LIBRARIES_DO_NOT_KNOW_THE_EXAMPLES = noClasses()
            .that()
            .resideOutsideOfPackage("org.palinode.examples..")
            .and()
            .resideOutsideOfPackage("org.palinode.tests..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.palinode.examples..");

    /** Where OpenBLAS is held to one thread and checked before its first use; nothing may go past that. */
    @ArchTest
    static final ArchRule BLAS_HAS_ONE_DOOR = noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE + ".internal.kernel.blas")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco.openblas..");

    /** Circles of classes that stay. In {@code tensor}, tensors and operations know each other, all of them. */
    private static final Set<Set<String>> CIRCLES = Set.of(
            Set.of("memory.Arena", "memory.Buffer"), // a buffer asks the arena that made it whether it is open
            Set.of( // the check runs the routines that ask for its result
                    "internal.kernel.blas.BlasLibrary",
                    "internal.kernel.blas.OpenBlas",
                    "internal.kernel.blas.Verdict"),
            Set.of("tree.Container", "tree.RecordContainer"), // a closed set of kinds, chosen by the interface
            Set.of( // a program offers what is made of it, which is programs
                    "internal.program.Program",
                    "internal.program.Tracer",
                    "internal.program.SimplifiedTraces",
                    "internal.program.Passes",
                    "internal.program.Derivatives"),
            Set.of( // a closed set of kinds, made by the interface
                    "linear.MatrixStructure", "linear.Dense", "linear.Diagonal", "linear.Banded", "linear.Blocks"),
            Set.of( // a finder is the settings of its primitive, and makes the result, which names it
                    "root.RootFinder", "root.RootFind", "root.RootIteration", "root.Root", "root.RequireRoot"),
            Set.of( // what is made of a loop is a loop
                    "internal.scan.Scan",
                    "internal.scan.Kept",
                    "internal.scan.LoopBatch",
                    "internal.scan.LoopTangents"),
            Set.of( // settings, the check that runs by them, and the error that has its numbers
                    "GradientCheck", "DirectionalCheck", "GradientCheckError"));

    @ArchTest
    static void packagesOfTheEngineKnowThoseBelowThemOnly(JavaClasses classes) {
        mayKnow(classes, ".internal.library");
        mayKnow(classes, ".memory", ".internal.library");
        mayKnow(classes, ".internal.kernel", ".memory", ".internal.library");
        mayKnow(classes, ".tensor", ".memory", ".internal.library", ".internal.kernel");
        mayKnow(classes, ".tree", ".memory", ".tensor");
        mayKnow(classes, ".internal.tape", ".memory", ".internal.kernel", ".tensor");
        mayKnow(classes, ".internal.program", ".memory", ".internal.kernel", ".tensor", ".internal.tape");
        mayKnow(classes, ".internal.deferred", ".memory", ".tensor", ".internal.tape");
        mayKnow(classes, ".internal.plan", ".memory", ".internal.kernel", ".tensor", ".internal.program");
        mayKnow(
                classes,
                ".internal.scan",
                ".memory",
                ".tensor",
                ".internal.tape",
                ".internal.program",
                ".internal.plan");
        mayKnow(
                classes,
                ".linear",
                ".memory",
                ".internal.kernel",
                ".tensor",
                ".internal.tape",
                ".internal.program",
                ".internal.plan");
        mayKnow(
                classes,
                ".internal.jacobian",
                ".memory",
                ".internal.kernel",
                ".tensor",
                ".internal.tape",
                ".internal.program",
                ".internal.plan",
                ".linear");
        mayKnow(
                classes,
                ".root",
                ".internal.jacobian",
                ".memory",
                ".internal.kernel",
                ".tensor",
                ".internal.program",
                ".internal.plan",
                ".linear");
        mayKnow(
                classes,
                "",
                ".internal.scan",
                ".memory",
                ".internal.kernel",
                ".tensor",
                ".tree",
                ".internal.tape",
                ".internal.program",
                ".internal.plan",
                ".linear",
                ".root");
        mayKnow(classes, ".nn", "", ".memory", ".tensor", ".tree", ".decomposition");
        mayKnow(classes, ".constraint", ".memory", ".tensor");
    }

    private static void mayKnow(JavaClasses classes, String layer, String... below) {
        DescribedPredicate<JavaClass> known = inLayer(layer).or(resideOutsideOfPackage(ENGINE + ".."));
        for (String each : below) {
            known = known.or(inLayer(each));
        }
        classes()
                .that(inLayer(layer))
                .should()
                .onlyDependOnClassesThat(known.as("belong to " + List.of(below)))
                .check(classes);
    }

    /** Packages below belong to their layer; the front door is one package. */
    private static DescribedPredicate<JavaClass> inLayer(String layer) {
        return resideInAPackage(layer.isEmpty() ? ENGINE : ENGINE + layer + "..");
    }

    @ArchTest
    static void classesOfTheEngineKnowEachOtherOneWay(JavaClasses classes) {
        Set<Set<String>> circles = Circles.ofClasses(classes.that(resideInAPackage(ENGINE + ".."))).stream()
                .map(circle -> circle.stream()
                        .map(name -> name.substring(ENGINE.length() + 1))
                        .collect(Collectors.toSet()))
                .filter(circle -> circle.stream().noneMatch(name -> name.startsWith("tensor.")))
                .collect(Collectors.toSet());
        assertEquals(CIRCLES, circles);
    }
}
