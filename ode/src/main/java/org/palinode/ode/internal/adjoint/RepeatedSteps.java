package org.palinode.ode.internal.adjoint;

import java.util.function.Consumer;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.outcome.SolveInterruptedException;

/** Repeats the steps of a finished run, forward from its start, for those that look at them afterwards. */
final class RepeatedSteps {
    private final AcceptedSteps record;
    private final CompiledStep stepper;
    private int at;

    private RepeatedSteps(AcceptedSteps record, CompiledStep stepper) {
        this.record = record;
        this.stepper = stepper;
    }

    /** Lends the steps of a run to a reader. */
    static void read(SolveRequest request, AcceptedSteps record, Consumer<RepeatedSteps> reader) {
        CompiledStep stepper = IdleSteps.take(request.programs());
        stepper.begin(request.parameters(), request.noise());
        stepper.start(request.t0(), request.start().buffer());
        reader.accept(new RepeatedSteps(record, stepper));
        IdleSteps.giveBack(stepper);
    }

    /** Steps on to the start of step {@code step}. */
    void advanceTo(int step) {
        while (at < step) {
            next();
            restart();
        }
    }

    /** Takes the next step. Its end is in the stepper then, before any resync there. */
    void next() {
        SolveInterruptedException.stopIfInterrupted(record.t(at), at);
        record.attempt(at, stepper);
        stepper.accept();
        at++;
    }

    /** Repeats the resync at the end of the step, if there was one. */
    void restart() {
        if (record.isResynced(at)) {
            record.begin(at, stepper);
        }
    }

    CompiledStep stepper() {
        return stepper;
    }
}
