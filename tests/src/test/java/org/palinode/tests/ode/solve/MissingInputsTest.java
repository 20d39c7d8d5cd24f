package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Citation;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Refusals;

/** What is null, or has no numbers, is named; the fuzz finds what is not. */
class MissingInputsTest {
    private static final ODETerm<Tensor, Tensor> DECAY = new ODETerm<>((t, y, args) -> y.negate());
    private static final Solver TSIT5 = new Tsit5();
    private static final Tensor Y0 = Tensor.of(1.0, 2);
    private static final SolveOptions OPTIONS = SolveOptions.standard().dt0(0.1);

    private static void missing(String text, Executable attempt) {
        assertEquals(text, assertThrows(NullPointerException.class, attempt).getMessage());
    }

    @Test
    void aSolveNamesWhatItMisses() {
        Term<Tensor, Tensor> none = null;
        String term = "a solve needs a term, such as new ODETerm<>((t, y, args) -> ...), got null";
        missing(term, () -> diffeqsolve(none, TSIT5, 0, 1, Y0, null, OPTIONS));
        missing(term, () -> Stepper.init(none, TSIT5, 0, 1, Y0, null, OPTIONS));
        SolveInstance<Tensor, Tensor> instance = new SolveInstance<>(0, 1, Y0, null, OPTIONS);
        missing(term, () -> SolveEach.solveEach(none, TSIT5, List.of(instance)));
        String solver = "a solve needs a solver, such as new Tsit5(), got null";
        missing(solver, () -> diffeqsolve(DECAY, null, 0, 1, 0.1, Y0, null));
        missing(solver, () -> SolveEach.solveEach(DECAY, null, List.of(instance)));
        missing(
                "a solve needs its y0, a tensor or a tree of tensors, got null",
                () -> diffeqsolve(DECAY, TSIT5, 0, 1, 0.1, null, null));
        String options = "a solve needs options, got null; SolveOptions.standard() has the defaults";
        missing(options, () -> diffeqsolve(DECAY, TSIT5, 0, 1, Y0, null, (SolveOptions) null));
        missing(options, () -> Stepper.init(DECAY, TSIT5, 0, 1, Y0, null, null));
        missing(
                "a solve needs its t1, a float64 scalar, got null",
                () -> diffeqsolve(DECAY, TSIT5, Tensor.scalar(0), null, Y0, null, OPTIONS));
        missing("solveEach needs a list of instances, got null", () -> SolveEach.solveEach(DECAY, TSIT5, null));
        missing("instance 1 is null", () -> SolveEach.solveEach(DECAY, TSIT5, Arrays.asList(instance, null)));
    }

    @Test
    void itsPartsNameWhatTheyMiss() {
        missing(
                "SaveAt.ts needs times, got null; SaveAt.t1() keeps the end value",
                () -> SaveAt.t0().andTs((double[]) null));
        missing("SaveAt.ts needs times, got null; SaveAt.t1() keeps the end value", () -> SaveAt.ts((Tensor) null));
        missing(
                "an event must not be null; leave it out to watch none",
                () -> OPTIONS.events((Event<Tensor, Tensor>) null));
        missing(
                "jumpTs need times, got null; leave them out for none",
                () -> new ClipStepSizeController(new PIDController(1e-3, 1e-3)).jumpTs((double[]) null));
        missing(
                "a path needs values, one for each knot, got null",
                () -> LinearInterpolation.of(Tensor.of(0.0, 1), null));
        missing("a citation needs the options of the solve, got null", () -> Citation.citation(TSIT5, null));
    }

    /** Of the field's own mistakes only the likeliest is explained, with the mistake as its cause. */
    @Test
    void aFieldThatReadsArgumentsThatAreNotThereIsToldSo() {
        ODETerm<Tensor, Tensor> scaled = new ODETerm<>((t, y, args) -> y.times(args));
        String text =
                "the vector field met a null, and the args of this solve are null: pass args if it reads them (the cause says where)";
        missing(text, () -> diffeqsolve(scaled, TSIT5, 0, 1, 0.1, Y0, null));
        ODETerm<Tensor, List<Tensor>> listed = new ODETerm<>((t, y, args) -> y.times(args.get(0)));
        missing(text, () -> diffeqsolve(listed, TSIT5, 0, 1, 0.1, Y0, null));
        NullPointerException own = new NullPointerException("mine");
        ODETerm<Tensor, Tensor> failing = new ODETerm<>((t, y, args) -> {
            throw own;
        });
        assertEquals(
                own,
                assertThrows(
                        NullPointerException.class,
                        () -> diffeqsolve(failing, TSIT5, 0, 1, 0.1, Y0, Tensor.scalar(1))));
    }

    /** One that was dropped made the next event's reset its own. */
    @Test
    void aResetThatReturnsNothingIsRefused() {
        Event<Tensor, Tensor> nothing =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(0.5)).reset((t, y, args) -> null);
        Event<Tensor, Tensor> second =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(0.7)).reset((t, y, args) -> y.plus(1));
        Refusals.refused(
                () -> diffeqsolve(DECAY, TSIT5, 0, 1, Y0, null, OPTIONS.events(nothing, second)),
                "the reset of an event must return a new state built like the state, got null");
    }

    @Test
    void aStateWithoutNumbersIsOneForExplicitSolversAndRefusedByOthers() {
        MultiTerm<Tensor, Tensor> term = MultiTerm.of((t, y, p) -> y.negate(), (t, y, p) -> y.times(p));
        SolveOptions adaptive = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(1),
                new ReversibleAdjoint(),
                new BacksolveAdjoint(),
                new ForwardModeAdjoint())) {
            for (Solver solver : List.of(TSIT5, new Reversible(TSIT5))) {
                Tensor gradient = Autodiff.grad((Tensor p) -> diffeqsolve(
                                        term, solver, 0, 1, Tensor.zeros(0), p, adaptive.adjoint(adjoint))
                                .y1()
                                .sum())
                        .apply(Tensor.scalar(1));
                assertArrayEquals(new double[] {0}, gradient.toArray());
            }
        }
        for (Solver solver : List.of(new Kvaerno5(), new Rodas5P(), new KenCarp4(), new Reversible(new Kvaerno5()))) {
            Refusals.refused(
                    () -> diffeqsolve(term, solver, 0, 1, Tensor.zeros(0), Tensor.scalar(1), adaptive),
                    solver.getClass().getSimpleName()
                            + " solves equations for the state, but y0 has no numbers; use an explicit solver");
        }
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> Autodiff.grad((Tensor p) -> diffeqsolve(
                                        term, TSIT5, 0, 1, Tensor.zeros(0), p, adaptive.adjoint(new ImplicitAdjoint()))
                                .y1()
                                .sum())
                        .apply(Tensor.scalar(1)));
        assertTrue(refusal.getMessage().startsWith("ImplicitAdjoint solves a linear system"), refusal.getMessage());
    }

    /** As many places for checkpoints as an int counts: none of them is taken before it is needed. */
    @Test
    void anyNumberOfCheckpointsMayBeAllowed() {
        for (int most : new int[] {300_000_000, Integer.MAX_VALUE}) {
            SolveOptions options =
                    OPTIONS.adjoint(new RecursiveCheckpointAdjoint(most)).maxSteps(Integer.MAX_VALUE);
            Tensor slope = Autodiff.grad((Tensor y0) -> diffeqsolve(DECAY, TSIT5, 0, 1, y0, null, options)
                            .y1()
                            .sum())
                    .apply(Tensor.of(1.0));
            assertEquals(Math.exp(-1), slope.item(), 1e-6); // Tsit5 at h = 0.1
        }
    }

    @Test
    void whatIsPrintedIsWhatWasAskedFor() {
        assertEquals("DirectAdjoint[]", new DirectAdjoint().toString());
        assertEquals("DirectAdjoint[residualBytes=7]", new DirectAdjoint(7).toString());
        assertEquals(
                "RecursiveCheckpointAdjoint[as many states as suit maxSteps]",
                new RecursiveCheckpointAdjoint().toString());
        assertEquals(
                "RecursiveCheckpointAdjoint[3 states, residualBytes=0]",
                new RecursiveCheckpointAdjoint(3).withResidualBytes(0).toString());
        assertTrue(ReversibleAdjoint.estimated().toString().startsWith("ReversibleAdjoint[coupling=estimated, "));
        Event<Tensor, Tensor> event =
                Event.<Tensor, Tensor>when((t, y, args) -> t).falling().continuing();
        assertEquals("Event[falling, continues, at most 3]", event.atMost(3).toString());
        StringBuilder report = new StringBuilder();
        Autodiff.grad((Tensor y0) -> diffeqsolve(DECAY, TSIT5, 0, 1, y0, null, OPTIONS.onGradient(report::append))
                        .y1()
                        .sum())
                .apply(Y0);
        assertTrue(
                report.toString().matches("GradientReport\\[recursive, 10 steps, 0 recomputed, \\d+ evaluations.*]"),
                report.toString());
    }
}
