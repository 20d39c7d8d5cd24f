package org.palinode.tests.train;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.palinode.tests.house.Circles;

/** Who knows whom in the module train. */
@ArchTag("slow")
@AnalyzeClasses(packages = "org.palinode.train", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String TRAIN = "org.palinode.train";

    @ArchTest
    static final ArchRule LITTLE_ELSE_IS_NEEDED = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    TRAIN + "..",
                    "org.palinode.autodiff..",
                    "org.palinode.ode..",
                    "com.fasterxml.jackson..",
                    "org.hipparchus..",
                    "java..");

    /** A saved model is read without a trainer, and an optimiser used in a loop of one's own. */
    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_LOOP = noClasses()
            .that()
            .resideInAPackage(TRAIN + ".(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TRAIN);

    @ArchTest
    static final ArchRule FILES_KNOW_NO_TRAINING = noClasses()
            .that()
            .resideInAnyPackage(TRAIN + ".saving", TRAIN + ".data")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRAIN + ".optimiser", TRAIN + ".schedule", TRAIN + ".report");

    @ArchTest
    static void classesOfTheLoopKnowEachOtherOneWay(JavaClasses classes) {
        long circles = Circles.ofClasses(classes).stream()
                .filter(circle -> circle.stream()
                        .noneMatch(name -> name.startsWith(TRAIN + ".optimiser")
                                || name.startsWith(TRAIN + ".schedule")
                                || name.startsWith(TRAIN + ".minimise")))
                .count();
        assertEquals(0, circles, () -> Circles.ofClasses(classes).toString());
    }
}
