package org.palinode.ode;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Failure of some of many solves. Carries all solutions, those of successful solves included. */
public final class SolveEachException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<? extends Solution<?>> solutions;

    SolveEachException(List<? extends Solution<?>> solutions) {
        super(text(solutions));
        this.solutions = List.copyOf(solutions);
    }

    private static String text(List<? extends Solution<?>> solutions) {
        int[] failed = failures(solutions);
        return failed.length + " of " + solutions.size() + " solves failed: "
                + IntStream.of(failed)
                        .mapToObj(i -> "instance " + i + " at t = "
                                + solutions.get(i).outcome().t() + ": "
                                + solutions.get(i).outcome().result().message()
                                + solutions
                                        .get(i)
                                        .advice()
                                        .map(advice -> "; " + advice)
                                        .orElse(""))
                        .collect(Collectors.joining("; "));
    }

    private static int[] failures(List<? extends Solution<?>> solutions) {
        return IntStream.range(0, solutions.size())
                .filter(i -> !solutions.get(i).isSuccessful())
                .toArray();
    }

    /** The indices of the instances that failed. */
    public int[] failures() {
        return failures(solutions);
    }

    /** The solution of every instance, as far as it came. */
    public List<? extends Solution<?>> solutions() {
        return solutions;
    }
}
