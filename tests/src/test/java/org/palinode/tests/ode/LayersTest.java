package org.palinode.tests.ode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import org.palinode.tests.house.Circles;

/** Who knows whom in the module ode: term, controller, solver, integrate, save, adjoint, and the front door above them all. */
@ArchTag("slow")
@AnalyzeClasses(packages = "org.palinode.ode", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String ODE = "org.palinode.ode";
    private static final String ENGINE = "org.palinode.autodiff..";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.palinode.ode.(**)").should().beFreeOfCycles();

    /** Arrays and their memory are the engine's business. */
    @ArchTest
    static final ArchRule ND4J_IS_NOT_TOUCHED =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule NOTHING_BUT_THE_ENGINE_AND_JAVA_IS_NEEDED =
            classes().should().onlyDependOnClassesThat().resideInAnyPackage(ODE + "..", ENGINE, "java..");

    /** Formulas are written in tensors, and terms over trees of them; what compiles and runs them is known from the loop on. */
    @ArchTest
    static final ArchRule SOLVERS_KNOW_TENSORS_ALONE = classes()
            .that()
            .resideInAnyPackage(ODE + ".term", ODE + ".controller", ODE + ".solver")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ODE + ".term",
                    ODE + ".controller",
                    ODE + ".solver",
                    ODE + ".noise",
                    ODE + ".path",
                    "org.palinode.autodiff.tensor",
                    "org.palinode.autodiff.internal.tape",
                    "org.palinode.autodiff.internal.jacobian",
                    "org.palinode.autodiff.tree",
                    "org.palinode.autodiff.memory",
                    "org.palinode.autodiff.linear",
                    "org.palinode.autodiff.root",
                    "java..");

    @ArchTest
    static final ArchRule THE_LOOP_KNOWS_NOTHING_OF_SAVING_AND_GRADIENTS = noClasses()
            .that()
            .resideInAPackage(ODE + ".internal.integrate")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ODE, ODE + "..save", ODE + "..adjoint");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_FRONT_DOOR = noClasses()
            .that()
            .resideInAPackage("org.palinode.ode.(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ODE);

    /** Each with the reason in docs/design/architecture.md. */
    private static final Set<Set<String>> CIRCLES = Set.of(
            Set.of("Advice", "Explanation"),
            Set.of(
                    "adjoint.Adjoint",
                    "adjoint.BacksolveAdjoint",
                    "adjoint.CheckpointBudget",
                    "adjoint.DirectAdjoint",
                    "adjoint.ForwardModeAdjoint",
                    "adjoint.ImplicitAdjoint",
                    "adjoint.RecursiveCheckpointAdjoint",
                    "adjoint.ReversibleAdjoint"),
            Set.of(
                    "internal.adjoint.BacksolveMethod",
                    "internal.adjoint.DirectMethod",
                    "internal.adjoint.ForwardModeMethod",
                    "internal.adjoint.GradientMethod",
                    "internal.adjoint.ImplicitMethod",
                    "internal.adjoint.MethodOfAdjoint",
                    "internal.adjoint.RecursiveCheckpointMethod",
                    "internal.adjoint.ReversibleMethod"),
            Set.of("controller.PIDController", "controller.PIDStepSizes"),
            Set.of("internal.integrate.FirstStep", "internal.integrate.Integration"),
            Set.of("path.Path", "path.PathWithTime"),
            Set.of("save.SaveAt", "save.SubSaveAt"),
            Set.of("solver.InnerSolves", "solver.Step"),
            Set.of("term.ControlTerm", "term.Diffusion", "term.ODETerm", "term.SumTerm", "term.Term"),
            Set.of("solver.Reversible", "solver.ReversiblePullBack", "solver.StoredStep"));

    @ArchTest
    static void classesKnowEachOtherOneWay(JavaClasses classes) {
        Set<Set<String>> circles = Circles.ofClasses(classes).stream()
                .map(circle -> circle.stream()
                        .map(name -> name.substring(ODE.length() + 1))
                        .collect(Collectors.toSet()))
                .collect(Collectors.toSet());
        assertEquals(CIRCLES, circles);
    }
}
