package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Solves that go on from where an event ended one, and many solves with events at once. */
class EventContinuedTest {
    /** y'' = −ω² y, args: ω and a level. */
    private static final ODETerm<Tensor, Tensor> OSCILLATOR = new ODETerm<>((t, y, args) ->
            Tensor.stack(y.get(1), y.get(0).times(args.get(0).square()).negate()));

    private static final Event<Tensor, Tensor> CROSSING =
            Event.when((t, y, args) -> y.get(0).minus(args.get(1)));

    private static final Tensor ARGS = Tensor.of(1.3, 0.2);
    private static final double T1 = 9;

    static List<SolveOptions> options() {
        List<SolveOptions> all = new ArrayList<>();
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint(0.99))) {
            all.add(SolveOptions.standard().adjoint(adjoint).dt0(0.125));
            all.add(SolveOptions.standard().adjoint(adjoint).controller(new PIDController(1e-9, 1e-9)));
        }
        return all;
    }

    /** The solve in pieces, each from the crossing that ended the one before. */
    private static List<Solution<Tensor>> pieces(Tensor args, SolveOptions options) {
        SolveOptions piece = options.saveAt(SaveAt.t1().andState()).events(CROSSING);
        List<Solution<Tensor>> all = new ArrayList<>();
        all.add(diffeqsolve(OSCILLATOR, new Tsit5(), 0, T1, Tensor.of(1, 0), args, piece));
        Solution<Tensor> last = all.get(0);
        while (last.outcome().result() == Result.EVENT_OCCURRED) {
            Tensor t = last.events().get(0).t();
            last = diffeqsolve(
                    OSCILLATOR, new Tsit5(), t, Tensor.scalar(T1), last.y1(), args, piece.from(last.state()));
            all.add(last);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("options")
    void aSolveThatGoesOnFromAnEventDoesNotMeetItAgain(SolveOptions options) {
        List<Solution<Tensor>> pieces = pieces(ARGS, options);
        double omega = ARGS.get(0).item();
        double first = Math.acos(ARGS.get(1).item()) / omega;
        double period = 2 * Math.PI / omega;
        double[] expected = {first, period - first, period + first, 2 * period - first};
        assertEquals(5, pieces.size());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(
                    expected[i], pieces.get(i).events().get(0).t().item(), 1e-5, "crossing " + i); // of steps of 1/8
        }
        Solution<Tensor> whole = diffeqsolve(
                OSCILLATOR, new Tsit5(), 0, T1, Tensor.of(1, 0), ARGS, options.events(CROSSING.continuing()));
        assertArrayEquals(whole.y1().toArray(), pieces.get(4).y1().toArray(), 1e-6, "other steps after each crossing");
    }

    /** Constant steps differ (another grid after each crossing), but both derivatives are those of the solution. */
    @ParameterizedTest
    @MethodSource("options")
    void gradientsGoThroughThePieces(SolveOptions options) {
        double[] inPieces = Autodiff.grad((Tensor args) -> {
                    List<Solution<Tensor>> all = pieces(args, options);
                    return all.get(4)
                            .y1()
                            .get(0)
                            .plus(all.get(3).events().get(0).t());
                })
                .apply(ARGS)
                .toArray();
        double omega = ARGS.get(0).item();
        double level = ARGS.get(1).item();
        double phase = 4 * Math.PI - Math.acos(level);
        assertEquals(
                -T1 * Math.sin(omega * T1) - phase / (omega * omega), inPieces[0], 1e-4, "y1 = cos ωT, t = phase/ω");
        assertEquals(1 / (omega * Math.sqrt(1 - level * level)), inPieces[1], 1e-4);
    }

    @Test
    void aResetAtTheEndLeavesNoStateToGoOnFrom() {
        ODETerm<Tensor, Tensor> one = new ODETerm<>((t, y, args) -> y.onesLike());
        Event<Tensor, Tensor> at = Event.when((t, y, args) -> t.minus(0.75));
        SolveOptions options =
                SolveOptions.standard().dt0(0.25).saveAt(SaveAt.t1().andState());
        Solution<Tensor> reset = diffeqsolve(
                one, new Tsit5(), 0, 0.75, Tensor.of(0), null, options.events(at.reset((t, y, args) -> y.plus(1))));
        assertEquals(0.75, reset.y1().item(), 1e-15);
        assertEquals(
                "event 0 changes the state at t = 0.75, where this solve ended before the change, so there is none to continue from; end it"
                        + " elsewhere, or apply the change to y1 and begin from there",
                assertThrows(IllegalStateException.class, reset::state).getMessage());
        Solution<Tensor> noted =
                diffeqsolve(one, new Tsit5(), 0, 0.75, Tensor.of(0), null, options.events(at.continuing()));
        Solution<Tensor> next = diffeqsolve(
                one,
                new Tsit5(),
                0.75,
                1,
                noted.y1(),
                null,
                options.from(noted.state()).events(at.continuing()));
        assertEquals(1, next.y1().item(), 1e-15);
        assertEquals(1, noted.events().size());
        assertEquals(0, next.events().size(), "it has occurred");
    }

    @ParameterizedTest
    @MethodSource("options")
    void manySolvesHaveTheEventsOfEach(SolveOptions options) {
        List<Tensor> starts = List.of(Tensor.of(1, 0), Tensor.of(0.2, 1), Tensor.of(-1, 0.5));
        Event<Tensor, Tensor> kick = CROSSING.rising()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(0.5)));
        SolveOptions watching = options.events(kick, CROSSING.falling().continuing());
        Function<Solution<Tensor>, Tensor> loss = solution -> {
            Tensor sum = solution.y1().get(0);
            for (var each : solution.events()) {
                sum = sum.plus(each.t()).plus(each.y().get(1));
            }
            return sum;
        };
        double[] together = Autodiff.grad((Tensor args) -> {
                    List<SolveInstance<Tensor, Tensor>> instances = starts.stream()
                            .map(y0 -> new SolveInstance<>(0, T1, y0, args, watching))
                            .toList();
                    return SolveEach.solveEach(OSCILLATOR, new Tsit5(), instances, 2).stream()
                            .map(loss)
                            .reduce(Tensor::plus)
                            .orElseThrow();
                })
                .apply(ARGS)
                .toArray();
        double[] alone = Autodiff.grad((Tensor args) -> starts.stream()
                        .map(y0 -> loss.apply(diffeqsolve(OSCILLATOR, new Tsit5(), 0, T1, y0, args, watching)))
                        .reduce(Tensor::plus)
                        .orElseThrow())
                .apply(ARGS)
                .toArray();
        for (int i = 0; i < 2; i++) {
            assertEquals(alone[i], together[i], 1e-12 * Math.abs(alone[i]), "number " + i); // other order of a sum
        }
    }
}
