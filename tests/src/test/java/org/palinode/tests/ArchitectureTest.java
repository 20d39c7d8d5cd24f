package org.palinode.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Who may know whom. */
@ArchTag("slow")
@AnalyzeClasses(packages = "org.palinode", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ENGINE = "org.palinode.autodiff";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.palinode.(**)").should().beFreeOfCycles();

    /** Where OpenBLAS is held to one thread and checked before its first use; nothing may go past that. */
    @ArchTest
    static final ArchRule BLAS_HAS_ONE_DOOR = noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE + ".internal.kernel.blas")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco.openblas..");

    @ArchTest
    static void packagesOfTheEngineKnowThoseBelowThemOnly(JavaClasses classes) {
        mayKnow(classes, ".memory");
        mayKnow(classes, ".internal.kernel", ".memory");
        mayKnow(classes, ".tensor", ".memory", ".internal.kernel");
        mayKnow(classes, ".tree", ".tensor");
        mayKnow(classes, ".internal.tape", ".memory", ".tensor");
        mayKnow(classes, ".internal.program", ".memory", ".internal.kernel", ".tensor", ".internal.tape");
        mayKnow(classes, ".internal.plan", ".memory", ".internal.kernel", ".tensor", ".internal.program");
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
                ".memory",
                ".internal.kernel",
                ".tensor",
                ".tree",
                ".internal.tape",
                ".internal.program",
                ".internal.plan",
                ".linear",
                ".root");
        mayKnow(classes, ".nn", "", ".memory", ".tensor");
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
}
