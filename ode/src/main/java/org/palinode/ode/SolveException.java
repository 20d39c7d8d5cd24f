package org.palinode.ode;

import org.palinode.ode.outcome.Outcome;

/** Failure of a solve that did not reach t1: the place, the reason, statistics, and the solution so far. */
public final class SolveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Solution<?> partial;

    SolveException(Solution<?> partial) {
        super(text(partial));
        this.partial = partial;
    }

    private static String text(Solution<?> partial) {
        Outcome outcome = partial.outcome();
        return outcome.result().message() + " (at t = " + outcome.t() + ", h = " + outcome.h() + ", after "
                + outcome.accepted() + " accepted and " + outcome.rejected() + " rejected steps)"
                + partial.advice().map(advice -> "; " + advice).orElse("")
                + partial.trouble().map(trouble -> "; this is " + trouble).orElse("");
    }

    /** The failure in some lines, with advice; see {@link Solution#explain}. */
    public String explain() {
        return partial.explain();
    }

    /** The reason for the end of the solve. */
    public Outcome.Result result() {
        return partial.outcome().result();
    }

    /** The time at which the solve ended. */
    public double t() {
        return partial.outcome().t();
    }

    /** The signed size of the last attempted step, in the unit of t. */
    public double h() {
        return partial.outcome().h();
    }

    /** The solution so far: what had been saved when the solve ended, with its statistics. */
    public Solution<?> partial() {
        return partial;
    }
}
