package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.anomaly.AnomalySearch;
import org.palinode.ode.internal.anomaly.FiniteGuard;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.outcome.AnomalyException;

/** Looks at the cotangents of each step that is pulled back, and names the operation that made the first that is not finite. */
final class AnomalyCheck {
    private final FinishedSolve run;
    private final CompiledStep stepper;
    private final PullBackPlans plans;
    private final List<Tensor> before = new ArrayList<>();

    AnomalyCheck(FinishedSolve run, CompiledStep stepper, PullBackPlans plans) {
        this.run = run;
        this.stepper = stepper;
        this.plans = plans;
    }

    /** Keeps the cotangents at the end of the step that is pulled back next. */
    void keep() {
        before.clear();
        before.add(Tensor.copyOf(plans.yBar()));
        before.addAll(carryBars());
    }

    private List<Tensor> carryBars() {
        return plans.carryBars().stream().map(Tensor::copyOf).toList();
    }

    private boolean isFinite(Buffer bars) {
        boolean finite = FiniteGuard.isFinite(bars);
        for (Buffer bar : plans.parameterBars) {
            finite &= FiniteGuard.isFinite(bar);
        }
        return finite;
    }

    /** Checks the pull-back of what the solver computed at (t, y), before a step. */
    void checkInit(int step, double t, Buffer y) {
        List<Tensor> bars = carryBars();
        if (!isFinite(plans.yBar()) && bars.stream().allMatch(bar -> FiniteGuard.isFinite(bar.buffer()))) {
            AnomalySearch.backwardInit(stepper, t, y, bars).ifPresent(found -> {
                throw new AnomalyException(found, step, t);
            });
        }
    }

    /** The step has been pulled back; its start is in the stepper. */
    void check(int step) {
        if (isFinite(plans.bars)) {
            return;
        }
        double t = run.record().t(step);
        double h = run.record().h(step);
        boolean given = before.stream().anyMatch(bar -> !FiniteGuard.isFinite(bar.buffer()));
        String what = given
                ? "the cotangent of a saved value is not finite at the end of the step of size " + h + " from t = " + t
                        + "; look at the loss"
                : AnomalySearch.backward(stepper, t, h, before)
                        .orElse("a cotangent is not finite after the pull-back of the step of size " + h + " from t = "
                                + t);
        throw new AnomalyException(what, step, t);
    }
}
