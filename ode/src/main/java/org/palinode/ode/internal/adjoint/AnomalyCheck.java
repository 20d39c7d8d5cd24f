package org.palinode.ode.internal.adjoint;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.anomaly.AnomalySearch;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.outcome.AnomalyException;

/** Looks at the cotangents of each step that is pulled back, and names the operation that made the first that is not finite. */
final class AnomalyCheck {
    private final FinishedSolve run;
    private final CompiledStep stepper;
    private final StepCotangents cotangents;
    private List<Tensor> before;

    AnomalyCheck(FinishedSolve run, CompiledStep stepper, StepCotangents cotangents) {
        this.run = run;
        this.stepper = stepper;
        this.cotangents = cotangents;
    }

    /** Keeps the cotangents at the end of the step that is pulled back next. */
    void keep() {
        before = cotangents.copies().list();
    }

    private static boolean areFinite(List<Tensor> bars) {
        return bars.stream().allMatch(bar -> bar.buffer().isFinite());
    }

    /** Checks what was pulled back through the solver's init at (t, y), before a step. */
    void checkInit(int step, double t, Buffer y) {
        List<Tensor> bars = cotangents.copies().all(StepPart.CARRY_BAR);
        if (!cotangents.areFinite() && areFinite(bars)) {
            AnomalySearch.backwardInit(stepper, t, y, bars).ifPresent(found -> {
                throw new AnomalyException(found, step, t);
            });
        }
    }

    /** Checks a step that has been pulled back; its start is in the stepper. */
    void check(int step) {
        if (cotangents.areFinite()) {
            return;
        }
        double t = run.record().t(step);
        double h = run.record().h(step);
        String what = !areFinite(before)
                ? "the cotangent of a saved value is not finite at the end of the step of size " + h + " from t = " + t
                        + "; look at the loss and its data"
                : AnomalySearch.backward(stepper, t, h, before)
                        .orElse("a cotangent is not finite after the pull-back of the step of size " + h + " from t = "
                                + t + "; look at the loss and its data");
        throw new AnomalyException(what, step, t);
    }
}
