package org.palinode.ode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.path.Path;

/**
 * The times at which the slope of a field jumps with a path that it reads, and of which adaptive steps do not know: steps that cross them are rejected.
 *
 * @param paths that the field reads
 */
record UnknownKinks(List<Path> paths) {
    /** A hint to let the controller know; empty if it does, or if steps are not adapted. */
    Optional<String> hint(SolveRequest request) {
        if (request.controller().errorScale().isEmpty()) {
            return Optional.empty();
        }
        double[] known = Arrays.stream(request.controller().jumps()).sorted().toArray();
        double first = Math.min(request.t0(), request.t1());
        double last = Math.max(request.t0(), request.t1());
        double[] unknown = paths.stream()
                .flatMapToDouble(path -> Arrays.stream(path.kinks()))
                .filter(t -> first < t && t < last && Arrays.binarySearch(known, t) < 0)
                .sorted()
                .distinct()
                .toArray();
        return unknown.length == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "its slope jumps inside of the solve, %d times from t = %s on, and steps that cross this are rejected:"
                                + " let them end there by ClipStepSizeController.jumpTs(path.kinks())",
                        unknown.length,
                        unknown[0]));
    }
}
