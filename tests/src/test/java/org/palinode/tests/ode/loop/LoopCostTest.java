package org.palinode.tests.ode.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.autodiff.Allocation;

/** What a step costs beside the solver's arithmetic: nothing on the heap. */
class LoopCostTest {
    private static final Tensor START = Tensor.of(1.0, 1.0);
    private static final StepSizeController CONTROLLER = new PIDController(1e-6, 1e-6);

    private static Tensor lotkaVolterra(Tensor y) {
        Tensor met = y.get(0).times(y.get(1));
        return Tensor.stack(y.get(0).times(1.5).minus(met), met.minus(y.get(1).times(3)));
    }

    @Test
    void noStepOfTheLoopAllocates() {
        Program field = Program.traceClosed(
                List.of(TensorType.float64(), START.type()), in -> List.of(lotkaVolterra(in.get(1))));
        CompiledStep stepper = StepPrograms.of(new StepKey(field, new Tsit5(), CONTROLLER.errorScale()))
                .stepper();
        stepper.begin(List.of());
        Outcome brief = run(stepper, 2);
        Outcome lengthy = run(stepper, 20);
        assertTrue(lengthy.accepted() > brief.accepted() + 100 && lengthy.rejected() > brief.rejected());
        long more = Allocation.perRun(() -> run(stepper, 20)) - Allocation.perRun(() -> run(stepper, 2));
        // what a solve allocates once may differ by an object, as the compiler sees it; the least a step could allocate
        // is 16 bytes
        assertTrue(more < 100, "bytes of a solve over [0, 20] beyond those of one over [0, 2]: " + more);
    }

    private static Outcome run(CompiledStep stepper, double t1) {
        stepper.start(0, START.buffer());
        Span span = new Span(0, t1, OptionalDouble.of(0.1), 5, () -> 0.1);
        return IntegrationLoop.run(stepper, CONTROLLER.begin(span), 0, t1, 10_000, List.of());
    }

    @Test
    void aSolveOfPlainNumbersKeepsNoStatesForAGradient() {
        // 16 bytes a step are its time and size in the record; a state of 100 numbers and its slope would be 1600
        long perStep = (bytes(0.001) - bytes(0.01)) / 900;
        assertTrue(perStep <= 32, "bytes a step: " + perStep);
    }

    private static long bytes(double dt0) {
        var options = SolveOptions.standard().dt0(dt0).adjoint(new DirectAdjoint());
        var decay = new ODETerm<Tensor, Void>((t, y, args) -> y.negate());
        var solution = DiffEqSolve.diffeqsolve(decay, new Tsit5(), 0, 1, START.broadcastTo(50, 2), null, options);
        return solution.statistics().bytes();
    }
}
