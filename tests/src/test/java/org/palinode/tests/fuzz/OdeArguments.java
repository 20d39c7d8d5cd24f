package org.palinode.tests.fuzz;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
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
import org.palinode.ode.event.Condition;
import org.palinode.ode.event.Event;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.Path;
import org.palinode.ode.progress.ProgressListener;
import org.palinode.ode.progress.TextProgress;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.ReversibleSegment;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SaveFunction;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.PartField;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/** Arguments for the methods of solves as well. */
final class OdeArguments extends RandomArguments {
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    private final Map<Class<?>, Supplier<Object>> made = new HashMap<>();

    OdeArguments(long seed) {
        super(seed);
        values();
        functions();
        made.put(OdeArguments.class, () -> this);
        made.put(
                Solution.class, () -> solution(SaveAt.t0().andSteps().andDense().andState()));
        made.put(Stepper.class, () -> Stepper.init(decay(), new Tsit5(), 0, 1, Tensor.of(1, 2), null, steps(0.25)));
        made.put(ResumePoint.class, this::state);
        made.put(SolverCarry.class, () -> state().solver().orElseThrow());
        made.put(ControllerState.class, () -> state().controller().orElseThrow());
    }

    private void values() {
        made.put(Solver.class, this::solver);
        made.put(Adjoint.class, () -> RandomSolves.adjoint(this));
        made.put(StepSizeController.class, this::controller);
        made.put(ClipStepSizeController.class, () -> new ClipStepSizeController(new PIDController(1e-3, 1e-3)));
        made.put(ConstantStepSize.class, ConstantStepSize::new);
        made.put(PIDController.class, () -> new PIDController(1e-3, 1e-6));
        made.put(PIDController.Coefficients.class, () -> new PIDController.Coefficients(0.3, 0.4, 0));
        made.put(PIDController.Limits.class, () -> new PIDController.Limits(0.01, 1, below(2) == 0));
        made.put(PIDController.Factors.class, () -> new PIDController.Factors(0.2, 10, 0.9));
        made.put(StepTo.class, () -> new StepTo(0, 0.5, 1));
        made.put(ErrorScale.class, () -> new ErrorScale(1e-3, 1e-3));
        made.put(Coupling.class, () -> below(2) == 0 ? Coupling.estimated() : Coupling.fixed(0.9));
        made.put(CheckpointBudget.class, () -> CheckpointBudget.states(1 + below(3)));
        made.put(Resync.class, () -> below(2) == 0 ? Resync.OFF : Resync.STANDARD);
        made.put(ReversibleSegment.class, () -> ReversibleSegment.NEW);
        made.put(SaveAt.class, () -> RandomSolves.saveAt(this));
        made.put(SolveOptions.class, () -> RandomSolves.options(this));
        made.put(Path.class, this::path);
        made.put(LinearInterpolation.class, () -> LinearInterpolation.of(Tensor.of(0, 1, 2), Tensor.of(1, 3, 2)));
        made.put(
                CubicInterpolation.class,
                () -> CubicInterpolation.backwardHermite(Tensor.of(0, 1, 2), Tensor.of(1, 3, 2)));
        made.put(Duration.class, () -> Duration.ofNanos(below(3) - 1));
        made.put(PrintWriter.class, () -> NOWHERE);
        made.put(OptionalInt.class, () -> below(2) == 0 ? OptionalInt.empty() : OptionalInt.of(below(6) - 2));
        made.put(OptionalDouble.class, () -> below(2) == 0 ? OptionalDouble.empty() : OptionalDouble.of(real()));
        made.put(Optional.class, () -> below(2) == 0 ? Optional.empty() : Optional.of(of(SolverCarry.class)));
    }

    private void functions() {
        made.put(VectorField.class, this::field);
        made.put(Condition.class, this::condition);
        made.put(SaveFunction.class, this::saveFunction);
        made.put(PartField.class, this::partField);
        made.put(Event.class, () -> RandomSolves.event(this));
        made.put(SubSaveAt.class, () -> SubSaveAt.of(RandomSolves.saveAt(this), saveFunction()));
        made.put(Term.class, this::term);
        made.put(ODETerm.class, () -> new ODETerm<>(field()));
        made.put(SolveInstance.class, this::instance);
        made.put(ProgressListener.class, () -> new TextProgress(NOWHERE));
        made.put(Consumer.class, () -> (Consumer<Object>) report -> {});
        made.put(BiFunction.class, this::loss);
    }

    @Override
    Object value(Class<?> type) {
        Supplier<Object> supplier = made == null ? null : made.get(type);
        if (supplier != null) {
            return supplier.get();
        }
        if (Solver.class.isAssignableFrom(type)) {
            return RandomSolves.SOLVERS.stream()
                    .filter(type::isInstance)
                    .map(Object.class::cast)
                    .findFirst()
                    .orElse(NOTHING);
        }
        if (Adjoint.class.isAssignableFrom(type)) {
            return RandomSolves.ADJOINTS.stream()
                    .filter(type::isInstance)
                    .map(Object.class::cast)
                    .findFirst()
                    .orElse(NOTHING);
        }
        return type == List.class && below(2) == 0 ? several() : super.value(type);
    }

    /** None that fill the memory: a solve holds many. */
    @Override
    Shape shape() {
        Shape shape = super.shape();
        return shape.size() > 1_000 ? Shape.of(3) : shape;
    }

    Solver solver() {
        return RandomSolves.SOLVERS.get(below(RandomSolves.SOLVERS.size()));
    }

    private List<Object> several() {
        boolean instances = below(2) == 0;
        List<Object> all = new ArrayList<>();
        for (int i = below(3); i >= 0; i--) {
            all.add(rarely() ? null : instances ? instance() : RandomSolves.adjoint(this));
        }
        return all;
    }

    private SolveInstance<Object, Object> instance() {
        return new SolveInstance<>(real(), real(), tree(1), tree(1), RandomSolves.options(this));
    }

    StepSizeController controller() {
        return (StepSizeController) value(List.<Class<?>>of(
                        PIDController.class,
                        PIDController.class,
                        ClipStepSizeController.class,
                        StepTo.class,
                        ConstantStepSize.class)
                .get(below(5)));
    }

    private Path path() {
        return (Path) value(below(2) == 0 ? LinearInterpolation.class : CubicInterpolation.class);
    }

    private static ODETerm<Tensor, Object> decay() {
        return new ODETerm<>((t, y, args) -> y.negate());
    }

    private static SolveOptions steps(double dt0) {
        return SolveOptions.standard().controller(new PIDController(1e-3, 1e-3)).dt0(dt0);
    }

    private Solution<Tensor> solution(SaveAt at) {
        return DiffEqSolve.diffeqsolve(
                decay(), new Tsit5(), 0, 1, Tensor.of(1, 2), null, steps(0.25).saveAt(at));
    }

    private ResumePoint state() {
        return solution(SaveAt.t1().andState()).state();
    }

    /** Of any tree: each of its tensors through the same function, with the time at times. */
    VectorField<Object, Object> field() {
        UnaryOperator<Tensor> each = unary();
        int choice = below(8);
        return (t, y, args) -> choice == 0
                ? null
                : choice == 1
                        ? y
                        : choice == 2
                                ? Tree.map(leaf -> leaf.negate().times(t), y)
                                : choice == 3
                                        ? Tree.map(leaf -> leaf.power(-1), y)
                                        : choice == 4 ? Tree.map(each, y) : Tree.map(Tensor::negate, y);
    }

    Condition<Object, Object> condition() {
        int choice = below(6);
        double number = real();
        return (t, y, args) -> choice == 0
                ? null
                : choice == 1
                        ? Tree.flatten(y).leaves().get(0)
                        : choice == 2 ? t.minus(number).sqrt() : choice == 3 ? t.greater(number) : t.minus(number);
    }

    private SaveFunction<Object, Object, Object> saveFunction() {
        int choice = below(4);
        return (t, y, args) -> choice == 0 ? null : choice == 1 ? List.of(t, y) : choice == 2 ? args : y;
    }

    private PartField<Object, Object, Object> partField() {
        return (t, other, args) -> other;
    }

    private Term<Object, Object> term() {
        return switch (below(8)) {
            case 0 -> MultiTerm.of(field(), field());
            case 1 -> {
                @SuppressWarnings({"unchecked", "rawtypes"})
                Term<Object, Object> separable = (Term) new SeparableTerm<>(partField(), partField());
                yield separable;
            }
            default -> new ODETerm<>(field());
        };
    }

    private BiFunction<Tensor, Adjoint, Tensor> loss() {
        SolveOptions options = RandomSolves.options(this);
        return (p, adjoint) -> DiffEqSolve.diffeqsolve(
                        new ODETerm<Tensor, Tensor>((t, y, args) -> y.times(args)),
                        new Tsit5(),
                        0,
                        1,
                        Tensor.of(1),
                        p.sum(),
                        options.adjoint(adjoint))
                .y1()
                .sum();
    }
}
