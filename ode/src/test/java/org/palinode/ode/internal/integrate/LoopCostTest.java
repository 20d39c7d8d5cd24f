package org.palinode.ode.internal.integrate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.solver.Tsit5;

/** What a step costs beside the solver's arithmetic: nothing on the heap. */
@Tag("thorough")
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
        CompiledStep stepper =
                IdleSteps.take(StepProgramCache.get(new StepKey(field, new Tsit5(), CONTROLLER.errorScale())));
        stepper.begin(List.of());
        Outcome brief = run(stepper, 2);
        Outcome lengthy = run(stepper, 20);
        assertTrue(lengthy.accepted() > brief.accepted() + 100 && lengthy.rejected() > brief.rejected());
        long more = allocated(() -> run(stepper, 20)) - allocated(() -> run(stepper, 2));
        // what a solve allocates once may differ by an object, as the compiler sees it; the least a step could allocate
        // is 16 bytes
        assertTrue(more < 100, "bytes of a solve over [0, 20] beyond those of one over [0, 2]: " + more);
    }

    private static Outcome run(CompiledStep stepper, double t1) {
        stepper.start(0, START.buffer());
        Span span = new Span(0, t1, OptionalDouble.of(0.1), 5, () -> 0.1);
        return IntegrationLoop.run(stepper, CONTROLLER.begin(span), 0, t1, 10_000, List.of());
    }

    /** Bytes of one warm run: the least of several measurements, because the compiler may still replace code while one is taken. */
    private static long allocated(Runnable run) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            run.run();
        }
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 30 && least > 0; attempt++) {
            LockSupport.parkNanos(attempt * 5_000_000L); // where cores are scarce the compiler needs a while
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                run.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least / 2_000;
    }
}
