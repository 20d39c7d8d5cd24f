package org.palinode.examples.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palinode.ode.SolveException;
import org.palinode.ode.outcome.Outcome;
import org.palinode.train.TrainingException;

/** Failure of a fit in words for who calls a command, which has options for rate, tolerance and model, and none for a solver or its steps. */
public final class Failure {
    private Failure() {}

    /** The problem of a solve. */
    public static String problem(SolveException failure) {
        String message = failure.result().message().split("[:;]")[0]; // the rest is advice for programs
        return String.format(Locale.ROOT, "%s, at time %.6g of the model", message, failure.t());
    }

    /** The problem of a step of a training. */
    public static String problem(TrainingException failure) {
        return "step " + failure.step() + " failed: "
                + (failure.getCause() instanceof SolveException solve ? problem(solve) : failure.problem());
    }

    /**
     * Options that may help where a step failed, as in {@code  with a smaller --learning-rate than 0.02}; none for a mistake, which says
     * itself what to do. The rate has no part in the first step.
     */
    public static String remedy(TrainingException failure, double learningRate, double tolerance) {
        if (failure.isMistake()) {
            return "";
        }
        List<String> options = new ArrayList<>();
        if (failure.step() > 1) {
            options.add("a smaller --learning-rate than " + learningRate);
        }
        if (failure.getCause() instanceof SolveException solve && solve.result() == Outcome.Result.MAX_STEPS_REACHED) {
            options.add("a larger --tolerance than " + tolerance);
        }
        return " with " + (options.isEmpty() ? "another --model" : String.join(" or ", options));
    }
}
