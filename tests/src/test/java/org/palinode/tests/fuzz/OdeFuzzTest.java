package org.palinode.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.root.NoRootException;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Citation;
import org.palinode.ode.CompareAdjoints;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveEachException;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.CheckpointBudget;
import org.palinode.ode.adjoint.Coupling;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.AnomalyException;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.progress.BarProgress;
import org.palinode.ode.progress.TextProgress;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.ImplicitSolver;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.SeparableTerm;

/** As {@link AutodiffFuzzTest}, of solves; whole solves of what is drawn, and their gradients, most of all. */
@Tag("slow")
class OdeFuzzTest {
    private static final int CASES = 2_000;
    private static final int GRADIENTS = 600;

    private static final Set<Class<?>> REFUSALS = Set.of(
            IllegalArgumentException.class,
            IllegalStateException.class,
            UnsupportedOperationException.class,
            NullPointerException.class,
            ArithmeticException.class,
            NoRootException.class,
            SolveException.class,
            SolveEachException.class,
            GradientException.class,
            AnomalyException.class);

    /** What the parts of a solve ask each other. */
    private static final List<Class<?>> PARTS = List.of(
            ReversibleSolver.class,
            Solver.class,
            ImplicitSolver.class,
            Adjoint.class,
            StepSizeController.class,
            Coupling.class,
            CheckpointBudget.class,
            ErrorScale.class,
            Resync.class);

    private static Set<String> inside() {
        Set<String> inside = new HashSet<>(List.of("progress", "check"));
        for (Class<?> part : PARTS) {
            List<String> asked = Arrays.stream(part.getMethods())
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .map(Method::getName)
                    .toList();
            classes().stream()
                    .filter(part::isAssignableFrom)
                    .forEach(type -> asked.forEach(name -> inside.add(type.getSimpleName() + "." + name)));
        }
        return inside;
    }

    private static List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>(List.of(
                Citation.class,
                CompareAdjoints.class,
                SolveEach.class,
                SolveEach.class,
                SolveInstance.class,
                Solution.class,
                Solution.class,
                SolveOptions.class,
                SolveOptions.class,
                Stepper.class,
                CheckpointBudget.class,
                Coupling.class,
                ClipStepSizeController.class,
                ConstantStepSize.class,
                ControllerState.class,
                ErrorScale.class,
                PIDController.class,
                StepTo.class,
                Event.class,
                ResumePoint.class,
                SolverCarry.class,
                CubicInterpolation.class,
                LinearInterpolation.class,
                MissingValues.class,
                BarProgress.class,
                TextProgress.class,
                SaveAt.class,
                SubSaveAt.class,
                ButcherTableau.class,
                Resync.class,
                MultiTerm.class,
                ODETerm.class,
                SeparableTerm.class));
        for (int i = 0; i < 20; i++) {
            classes.add(DiffEqSolve.class);
        }
        RandomSolves.SOLVERS.stream().map(Solver::getClass).distinct().forEach(classes::add);
        RandomSolves.ADJOINTS.stream().map(Object::getClass).distinct().forEach(classes::add);
        return classes;
    }

    private static final ApiFuzz FUZZ = new ApiFuzz(classes(), inside(), REFUSALS, OdeArguments::new, OdeFuzzTest::use);

    /** Solutions are read and explained; steppers step. */
    private static void use(Object result, RandomArguments random) {
        if (result instanceof Solution<?> solution) {
            String.valueOf(List.of(solution.explain(), solution.statistics(), solution.outcome()));
            String.valueOf(solution.events());
            String.valueOf(solution.y1());
        } else if (result instanceof Stepper<?> stepper) {
            String.valueOf(stepper.step(1 + random.below(3)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void everyCallGivesAValueOrARefusal(long block) {
        FUZZ.requireNoFaults(block, CASES);
    }

    /** Gradients of random solves of what fits together more often. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void everyGradientIsAValueOrARefusal(long block) {
        ApiFuzz gradients =
                new ApiFuzz(List.of(Gradients.class), Set.of(), REFUSALS, OdeArguments::new, (result, random) -> {});
        gradients.requireNoFaults(block, GRADIENTS);
    }

    /** The lists above are the public face of solves. */
    @Test
    void everyMethodIsCalled() {
        long methods = classes().stream()
                .distinct()
                .mapToLong(type -> FUZZ.members(type).size())
                .sum();
        assertTrue(methods > 150, methods + " methods");
    }

    /** A loss of a random solve and its derivative. */
    public static final class Gradients {
        private Gradients() {}

        /** The gradient for y0 and args. */
        public static Object gradient(OdeArguments random, double t1, Tensor y0, Tensor args) {
            UnaryTerm term = new UnaryTerm(random.below(6));
            return Autodiff.grad((List<Tensor> in) -> loss(DiffEqSolve.diffeqsolve(
                            new ODETerm<Object, Tensor>(term::slope),
                            random.solver(),
                            0,
                            t1,
                            in.get(0),
                            in.get(1),
                            RandomSolves.options(random))))
                    .apply(Arrays.asList(y0, args));
        }

        private static Tensor loss(Solution<Object> solution) {
            return Tree.flatten(solution.y1()).leaves().stream()
                    .map(Tensor::sum)
                    .reduce(Tensor::plus)
                    .orElseThrow();
        }
    }

    private record UnaryTerm(int choice) {
        Object slope(Tensor t, Object y, Tensor args) {
            Tensor state = (Tensor) y;
            return switch (choice) {
                case 0 -> state.times(args.sum());
                case 1 -> state.negate().plus(t);
                case 2 -> state.square();
                case 3 -> state.sqrt().negate();
                case 4 -> state.power(-1).times(args.mean());
                default -> state.sin();
            };
        }
    }
}
