package org.palinode.ode.internal.integrate;

import org.palinode.ode.outcome.Outcome.Result;

/** A guard before another one, to which it passes what it does not decide itself. */
public interface PassingGuard extends StepGuard {
    StepGuard guard();

    @Override
    default Then begin(double t) {
        return guard().begin(t);
    }

    @Override
    default double size() {
        return guard().size();
    }

    @Override
    default Then reset(int index, double t) {
        return guard().reset(index, t);
    }

    @Override
    default Result result() {
        return guard().result();
    }
}
