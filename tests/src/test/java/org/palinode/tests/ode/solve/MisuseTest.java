package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.ode.outcome.Outcome.Result.MAX_STEPS_REACHED;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.LikeHeun;

/** Every refusal comes before the first step, says what was wrong with which value, and what to do. */
class MisuseTest {
    private static final ODETerm<Tensor, Tensor> DECAY = new ODETerm<>((t, y, args) -> y.negate());
    private static final Tensor Y0 = Tensor.of(1, 2);
    private static final PIDController PID = new PIDController(1e-6, 1e-6);

    private static Solution<Tensor> solve(Solver solver, double t0, double t1, SolveOptions options) {
        return diffeqsolve(DECAY, solver, t0, t1, Y0, null, options);
    }

    private static void refused(String text, Executable wrong) {
        var refusal = assertThrows(IllegalArgumentException.class, wrong);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    @Test
    void aFirstStepThatLeadsAwayFromTheEndIsRefused() {
        String text =
                "dt0 = -0.1 does not lead from t0 = 0.0 to t1 = 1.0; it must not be 0 and have the sign of t1 - t0";
        refused(text, () -> solve(new Tsit5(), 0, 1, SolveOptions.standard().dt0(-0.1)));
        refused(
                "dt0 = 0.1 does not lead from t0 = 1.0 to t1 = 0.0",
                () -> solve(new Tsit5(), 1, 0, SolveOptions.standard().dt0(0.1)));
        refused(
                "dt0 = 0.0 does not lead",
                () -> solve(new Tsit5(), 0, 1, SolveOptions.standard().dt0(0)));
        refused(
                "dt0 = NaN does not lead",
                () -> solve(new Tsit5(), 0, 1, SolveOptions.standard().dt0(Double.NaN)));
    }

    @Test
    void aFirstStepThatDoesNotMoveTimeIsRefused() {
        for (StepSizeController controller : List.of(new ConstantStepSize(), PID)) {
            SolveOptions options =
                    SolveOptions.standard().controller(controller).dt0(1e-9).maxSteps(Integer.MAX_VALUE);
            refused(
                    "dt0 = 1.0E-9 does not lead from t0 = 1.0E8 to t1 = 1.00000001E8; it must not be 0 and have the sign of"
                            + " t1 - t0, and t0 + dt0 must not round to t0",
                    () -> solve(new Tsit5(), 1e8, 1e8 + 1, options));
        }
    }

    @Test
    void moreStepsThanAllowedAreRefusedWhereTheirNumberIsKnown() {
        SolveOptions few = SolveOptions.standard().maxSteps(4);
        refused(
                "ConstantStepSize[] needs 10 steps from t0 = 0.0 to t1 = 1.0, more than maxSteps = 4; raise maxSteps, or take"
                        + " longer steps",
                () -> solve(new Tsit5(), 0, 1, few.dt0(0.1)));
        refused(
                "needs 1000000000 steps from t0 = 1.0 to t1 = 0.0",
                () -> solve(new Tsit5(), 1, 0, SolveOptions.standard().dt0(-1e-9)));
        refused(
                "StepTo[6 times from 0.0 to 1.0] needs 5 steps",
                () -> solve(new Tsit5(), 0, 1, few.controller(new StepTo(0, 0.1, 0.2, 0.3, 0.4, 1))));
        refused(
                "0 stepTs, 1 jumpTs] needs 10 steps",
                () -> solve(new Tsit5(), 0, 1, few.dt0(0.1).controller(new ConstantStepSize().jumpTs(0.55))));
        refused(
                "instance 1: ConstantStepSize[] needs 5 steps",
                () -> SolveEach.solveEach(
                        DECAY,
                        new Tsit5(),
                        List.of(
                                new SolveInstance<>(0, 0.4, Y0, null, few.dt0(0.1)),
                                new SolveInstance<>(0, 0.5, Y0, null, few.dt0(0.1))),
                        1));
    }

    /** An event may come first, a solve may go on from another one, and who does not want failures thrown has his partial solution. */
    @Test
    void moreStepsThanAllowedAreNotRefusedWhereTheSolveMayEndAllTheSame() {
        SolveOptions few = SolveOptions.standard().maxSteps(4).dt0(0.1);
        Event<Tensor, Tensor> soon = Event.when((t, y, args) -> t.minus(0.25));
        assertTrue(solve(new Tsit5(), 0, 1, few.events(soon)).isSuccessful());
        assertEquals(
                MAX_STEPS_REACHED,
                solve(new Tsit5(), 0, 1, few.throwing(false)).outcome().result());
        Stepper<Tensor> stepper = Stepper.init(DECAY, new Tsit5(), 0, 1, Y0, null, few);
        while (!stepper.isDone()) {
            stepper = stepper.step(3);
        }
        assertEquals(1, stepper.t());
    }

    @Test
    void aStartThatIsNotFiniteIsRefusedByNameAndPlace() {
        ODETerm<Motion, Tensor> free = new ODETerm<>(
                (t, y, args) -> new Motion(y.velocity(), y.velocity().zerosLike()));
        Tensor position = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
        Tensor velocity = Tensor.of(new double[][] {{1, 2, 3}, {4, Double.NaN, Double.POSITIVE_INFINITY}});
        for (SolveOptions options : List.of(
                SolveOptions.standard().dt0(0.1),
                SolveOptions.standard().controller(PID).throwing(false))) {
            refused(
                    "y0 must be finite, got velocity[1, 1] = NaN; look at what computes it",
                    () -> diffeqsolve(free, new Tsit5(), 0, 1, new Motion(position, velocity), null, options));
            refused(
                    " = -Infinity; look at what computes it",
                    () -> diffeqsolve(
                            DECAY, new Tsit5(), 0, 1, Tensor.float32(1, Float.NEGATIVE_INFINITY), null, options));
        }
        refused(
                "y0 must be finite",
                () -> Autodiff.grad((Tensor y0) -> diffeqsolve(
                                        DECAY,
                                        new Tsit5(),
                                        0,
                                        1,
                                        y0,
                                        null,
                                        SolveOptions.standard().dt0(0.1))
                                .y1()
                                .sum())
                        .apply(Tensor.of(1, Double.NaN)));
        refused(
                "y0 must be finite",
                () -> Stepper.init(
                        DECAY,
                        new Tsit5(),
                        0,
                        1,
                        Tensor.of(Double.NaN),
                        null,
                        SolveOptions.standard().dt0(0.1)));
    }

    private record Motion(Tensor position, Tensor velocity) {}

    @Test
    void tolerancesBelowRoundingAreRefused() {
        refused(
                "rtol = 1.0E-17 and atol = 1.0E-20 tolerate less than rounding: of ",
                () -> solve(new Tsit5(), 0, 1, adaptive(1e-17, 1e-20)));
        refused("in f64 is 4.44" /* 2 ulp of 1 */, () -> solve(new Tsit5(), 0, 1, adaptive(1e-17, 1e-20)));
        refused(
                "take rtol above 1.1920928955078125E-7, or a larger atol",
                () -> diffeqsolve(DECAY, new Tsit5(), 0, 1, Y0.cast(DType.FLOAT32), null, adaptive(1e-8, 1e-8)));
        for (DType dtype : DType.values()) {
            SolveOptions nearly = adaptive(0.9 * dtype.epsilon(), 0);
            refused(
                    "tolerate less than rounding",
                    () -> diffeqsolve(DECAY, new Tsit5(), 0, 1, Y0.cast(dtype), null, nearly));
        }
        Tensor partly = Tensor.of(0, 1);
        refused("of y[1] = 1.0", () -> diffeqsolve(DECAY, new Tsit5(), 0, 1, partly, null, adaptive(1e-17, 0)));
        Tensor large = Tensor.of(1e10, 1);
        refused("= 1.0E10 at t0", () -> diffeqsolve(DECAY, new Tsit5(), 0, 1, large, null, adaptive(0, 1e-9)));
    }

    /** Twice the type's rounding is coarse enough, as is an absolute tolerance of that size, and nothing is known of a state that starts at 0. */
    @Test
    void tolerancesAboveRoundingAreServed() {
        for (DType dtype : DType.values()) {
            double epsilon = 2 * dtype.epsilon();
            for (SolveOptions options :
                    List.of(adaptive(epsilon, 0), adaptive(0, 2 * epsilon), adaptive(1e-3 * epsilon, 4 * epsilon))) {
                SolveOptions limited = options.maxSteps(3).throwing(false);
                assertEquals(
                        MAX_STEPS_REACHED,
                        diffeqsolve(DECAY, new Tsit5(), 0, 1, Y0.cast(dtype), null, limited)
                                .outcome()
                                .result());
            }
        }
        ODETerm<Tensor, Tensor> constant =
                new ODETerm<>((t, y, args) -> y.times(0).plus(1e-9));
        Tensor zero = Tensor.float32(0, 0);
        assertEquals(
                1e-9,
                diffeqsolve(constant, new Tsit5(), 0, 1, zero, null, adaptive(1e-8, 1e-12))
                        .y1()
                        .get(0)
                        .item(),
                1e-15);
    }

    private static SolveOptions adaptive(double rtol, double atol) {
        return SolveOptions.standard().controller(new PIDController(rtol, atol));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void endsThatAreNoNumbersAreRefused(double t1) {
        refused(
                "t0 and t1 must be finite, got 0.0 and " + t1,
                () -> solve(new Tsit5(), 0, t1, SolveOptions.standard().dt0(0.1)));
    }

    @Test
    void optionsWithoutAListenerAreRefused() {
        SolveOptions options = SolveOptions.standard();
        var refusal = assertThrows(NullPointerException.class, () -> options.onGradient(null));
        assertEquals("a listener must not be null; report -> {} hears nothing", refusal.getMessage());
    }

    @Test
    void whatIsMissingIsNamed() {
        SolveOptions options = SolveOptions.standard();
        missing("a solve continues from a ResumePoint; leave it out to begin", () -> options.from(null));
        missing(
                "an instance needs options; SolveOptions.standard() has the defaults",
                () -> new SolveInstance<>(0, 1, Y0, null, null));
        missing(
                "an instance needs its y0, a tensor or a tree of tensors",
                () -> new SolveInstance<>(0, 1, null, null, options));
        missing(
                "a SubSaveAt needs times; SaveAt.t1() keeps the end value",
                () -> new SubSaveAt<Tensor, Tensor, Tensor>(null, (t, y, args) -> y));
    }

    private static void missing(String text, Executable attempt) {
        assertEquals(text, assertThrows(NullPointerException.class, attempt).getMessage());
    }

    @Test
    void whatIsToBeSavedPrintsWell() {
        SaveAt all = SaveAt.t0().andTs(0.1, 0.2).andSteps(3).andT1();
        assertEquals("SaveAt[t0, 2 ts, steps/3, t1]", all.toString());
        assertEquals("SubSaveAt[" + all + "]", SubSaveAt.of(all).toString());
        assertEquals(
                "SaveAt[1 subs, dense, state]",
                SaveAt.subs(SubSaveAt.of(all)).andDense().andState().toString());
    }

    @Test
    void whatTheFieldThrowsComesOutUnchanged() {
        RuntimeException own = new ArithmeticException("no such place");
        ODETerm<Tensor, Tensor> failing = new ODETerm<>((t, y, args) -> {
            throw own;
        });
        assertSame(
                own,
                assertThrows(ArithmeticException.class, () -> diffeqsolve(failing, new Tsit5(), 0, 1, 0.1, Y0, null)));
    }

    @Test
    void anImpossibleOperationInTheFieldNamesItsShapes() {
        ODETerm<Tensor, Tensor> wrong = new ODETerm<>((t, y, args) -> y.plus(Tensor.ones(3)));
        refused("[2] and [3]", () -> diffeqsolve(wrong, new Tsit5(), 0, 1, 0.1, Y0, null));
    }

    @Test
    void aSlopeThatIsNotBuiltLikeTheStateIsRefused() {
        ODETerm<Map<String, Tensor>, Tensor> term = new ODETerm<>((t, y, args) -> Map.of("velocity", y.get("place")));
        refused(
                "the state has tensors at [[place]], the slope at [[velocity]]",
                () -> diffeqsolve(term, new Tsit5(), 0, 1, 0.1, Map.of("place", Y0), null));
        ODETerm<Tensor, Tensor> nothing = new ODETerm<>((t, y, args) -> null);
        refused(
                "the vector field must return a slope built like the state, got null",
                () -> diffeqsolve(nothing, new Tsit5(), 0, 1, 0.1, Y0, null));
        ODETerm<Tensor, Tensor> longer = new ODETerm<>((t, y, args) -> Tensor.ones(3));
        refused(
                "the slope of y must be f64[2] like the state, got f64[3]; broadcastTo or reshape give a tensor another shape",
                () -> diffeqsolve(longer, new Tsit5(), 0, 1, 0.1, Y0, null));
        ODETerm<Tensor, Tensor> single = new ODETerm<>((t, y, args) -> y.cast(DType.FLOAT32));
        refused("got f32[2]; cast it", () -> diffeqsolve(single, new Tsit5(), 0, 1, 0.1, Y0, null));
    }

    /** One number for a state of three, such as a sum, is hardly meant for each of them. */
    @Test
    void aSlopeThatWouldHaveToBeRepeatedIsRefused() {
        ODETerm<Tensor, Tensor> sum = new ODETerm<>((t, y, args) -> y.sum());
        refused(
                "the slope of y must be f64[2] like the state, got f64[]",
                () -> diffeqsolve(sum, new Tsit5(), 0, 1, 0.1, Y0, null));
        ODETerm<Map<String, Tensor>, Tensor> row =
                new ODETerm<>((t, y, args) -> Map.of("u", y.get("u").sum(0)));
        refused(
                "the slope of y[u] must be f64[2, 3] like the state, got f64[3]",
                () -> diffeqsolve(row, new Tsit5(), 0, 1, 0.1, Map.of("u", Tensor.ones(2, 3)), null));
        ODETerm<Tensor, Tensor> time = new ODETerm<>((t, y, args) -> t); // as many numbers as the state has
        assertEquals(
                0.5,
                diffeqsolve(time, new Tsit5(), 0, 1, 0.1, Tensor.of(0.0), null)
                        .y1()
                        .item(),
                1e-15); // a line, integrated exactly
    }

    @Test
    void statesWithoutNumbersOrOfTwoTypesAreRefused() {
        ODETerm<List<Tensor>, Tensor> term = new ODETerm<>((t, y, args) -> y);
        refused("y0 holds no tensor", () -> diffeqsolve(term, new Tsit5(), 0, 1, 0.1, List.of(), null));
        refused(
                "all tensors of a state need one type of number",
                () -> diffeqsolve(term, new Tsit5(), 0, 1, 0.1, List.of(Y0, Tensor.float32(1)), null));
    }

    @Test
    void timesThatAreNotInOrderOrNotInsideAreRefused() {
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        String rule = "the times of SaveAt must lie between t0 = 0.0 and t1 = 1.0, but ";
        refused(
                "but ts[1] = 0.4 comes after 0.5; sort them",
                () -> solve(new Tsit5(), 0, 1, options.saveAt(SaveAt.ts(0.5, 0.4))));
        refused(rule + "ts[0] = -0.1", () -> solve(new Tsit5(), 0, 1, options.saveAt(SaveAt.ts(-0.1, 0.4))));
        refused(
                rule + "ts[1] = 1.5; leave it out, or solve further",
                () -> solve(new Tsit5(), 0, 1, options.saveAt(SaveAt.ts(0.5, 1.5))));
        refused(rule + "ts[0] = NaN", () -> solve(new Tsit5(), 0, 1, options.saveAt(SaveAt.ts(Double.NaN))));
        refused(
                "the order of the solve, from t0 = 1.0 to t1 = 0.0, but ts[1] = 0.5 comes after 0.4",
                () -> solve(new Tsit5(), 1, 0, SolveOptions.standard().dt0(-0.1).saveAt(SaveAt.ts(0.4, 0.5))));
    }

    @Test
    void savingNothingIsRefused() {
        refused("SaveAt.ts() saves nothing without times", SaveAt::ts);
        refused("saves nothing", () -> SaveAt.t0().andTs());
    }

    @Test
    void constantStepsNeedTheirSize() {
        refused(
                "ConstantStepSize needs dt0; pass SolveOptions.dt0(...), or use PIDController",
                () -> solve(new Tsit5(), 0, 1, SolveOptions.standard()));
    }

    @Test
    void givenStepsMustFitTheSolve() {
        refused("StepTo needs at least two times, t0 and t1, got [0.0]", () -> new StepTo(0));
        refused("must strictly rise, or strictly fall", () -> new StepTo(0, 0.5, 0.5, 1));
        refused("ts[1] = 0.5 and ts[2] = 0.4", () -> new StepTo(0, 0.5, 0.4, 1));
        SolveOptions options = SolveOptions.standard().controller(new StepTo(0, 0.5, 1));
        refused(
                "StepTo takes its steps from its times; leave dt0 out, got 0.1",
                () -> solve(new Tsit5(), 0, 1, options.dt0(0.1)));
        refused("StepTo must start at t0 and end at t1 of the solve", () -> solve(new Tsit5(), 0, 2, options));
        refused("StepTo must start at t0 and end at t1 of the solve", () -> solve(new Tsit5(), 0.1, 1, options));
        refused(
                "StepTo must start at t0 and end at t1 of the solve; it goes from 0.0 to 1.0, the solve from 1.0 to 0.0; give it"
                        + " both ends, or solve from where it starts to where it ends",
                () -> solve(new Tsit5(), 1, 0, options));
    }

    @Test
    void adaptiveStepsNeedTolerances() {
        refused(
                "needs rtol >= 0 and atol >= 0, not both 0, got rtol = 0.0 and atol = 0.0",
                () -> new PIDController(0, 0));
        refused("got rtol = NaN", () -> new PIDController(Double.NaN, 1e-6));
        refused("got rtol = -0.001", () -> new PIDController(-1e-3, 1e-6));
        refused("atol = Infinity", () -> new PIDController(1e-3, Double.POSITIVE_INFINITY));
        refused(
                "0 <= dtmin <= dtmax",
                () -> new PIDController(1e-3, 1e-6).withDtmax(1).withDtmin(2));
        refused("0 < factormin < 1 <= factormax", () -> new PIDController(1e-3, 1e-6).withFactors(1.5, 10, 0.9));
        refused("0 < safety <= 1", () -> new PIDController(1e-3, 1e-6).withFactors(0.2, 10, 1.1));
        refused(
                "0 <= dtmin <= dtmax, and a finite dtmin, got Infinity and Infinity",
                () -> new PIDController(1e-3, 1e-6).withDtmin(Double.POSITIVE_INFINITY));
    }

    @Test
    void coefficientsThatDoNotControlAreRefused() {
        PIDController pid = new PIDController(1e-3, 1e-6);
        String rule = "PIDController needs coefficients p, i and d of at least 0, finite and not all 0, got ";
        refused(rule + "NaN and 1.0 and 0.0", () -> pid.withCoefficients(Double.NaN, 1, 0));
        refused(rule + "0.0 and -1.0 and 0.0", () -> pid.withCoefficients(0, -1, 0));
        refused(rule + "0.0 and 1.0 and Infinity", () -> pid.withCoefficients(0, 1, Double.POSITIVE_INFINITY));
        refused(rule + "0.0 and 0.0 and 0.0", () -> pid.withCoefficients(0, 0, 0));
    }

    @Test
    void adaptiveStepsNeedAnErrorEstimate() {
        SolveOptions adaptive = SolveOptions.standard().controller(new PIDController(1e-3, 1e-6));
        for (Solver solver : List.of(new Euler(), new RungeKutta4())) {
            refused(
                    "PIDController needs an error estimate, which " + solver + " does not have; use a solver with one,"
                            + " such as Tsit5, or HalfSolver(solver), which makes one, or ConstantStepSize",
                    () -> solve(solver, 0, 1, adaptive));
        }
    }

    /** Heun's method with an error order that nobody knows. */
    private record OrderUnknown() implements LikeHeun {
        @Override
        public double errorOrder() {
            return 0;
        }
    }

    @Test
    void adaptiveStepsNeedAnErrorOrder() {
        refused(
                "the error order of OrderUnknown[] must be known to adapt steps, got 0; override Solver.errorOrder",
                () -> solve(
                        new OrderUnknown(), 0, 1, SolveOptions.standard().controller(new PIDController(1e-3, 1e-6))));
        assertEquals(
                2,
                solve(new OrderUnknown(), 0, 1, SolveOptions.standard().dt0(0.5))
                        .statistics()
                        .steps());
    }

    @Test
    void valuesBetweenStepsNeedADenseSolution() {
        Solution<Tensor> sparse =
                solve(new Tsit5(), 0, 1, SolveOptions.standard().dt0(0.5));
        String text = "evaluate and derivative need the whole solution; solve with SaveAt.dense()";
        for (Executable wrong : List.<Executable>of(() -> sparse.evaluate(0.5), () -> sparse.derivative(0.5))) {
            assertEquals(text, assertThrows(IllegalStateException.class, wrong).getMessage());
        }
        Solution<Tensor> dense =
                solve(new Tsit5(), 0, 1, SolveOptions.standard().dt0(0.5).saveAt(SaveAt.dense()));
        refused("t = 1.5 lies outside the solution, which goes from 0.0 to 1.0", () -> dense.evaluate(1.5));
        refused("t = NaN lies outside", () -> dense.evaluate(Double.NaN));
        var nothing = assertThrows(IllegalStateException.class, dense::y1);
        assertTrue(nothing.getMessage().contains("SaveAt.t1()"), nothing.getMessage());
    }

    @Test
    void countsBelowOneAreRefused() {
        refused(
                "maxSteps must be at least 1, got 0",
                () -> SolveOptions.standard().maxSteps(0));
        refused(
                "checkpoints must be at least 1, got 0; RecursiveCheckpointAdjoint() keeps as many as suit maxSteps",
                () -> new RecursiveCheckpointAdjoint(0));
        refused("resync needs gapGrowth >= 1", () -> new Resync(0.5, 1e-8, 1e-10));
    }

    @Test
    void aChoiceByTheNumbersInsideOfAFieldIsRefusedAndWhereIsNamed() {
        ODETerm<Tensor, Tensor> choosing =
                new ODETerm<>((t, y, args) -> y.get(0).item() > 0 ? y : y.negate());
        var refusal = assertThrows(
                IllegalStateException.class, () -> diffeqsolve(choosing, new Tsit5(), 0, 1, 0.1, Y0, null));
        assertTrue(refusal.getMessage().contains("where"), refusal.getMessage());
    }
}
