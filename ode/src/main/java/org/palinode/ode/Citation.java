package org.palinode.ode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.solver.Solver;

/** BibTeX of the papers of the methods that a solve uses, from the resource methods.bib. */
public final class Citation {
    private Citation() {}

    /**
     * BibTeX entries for Palinode and for the solver, the controller and the adjoint of a solve, and for what they wrap. A method of your
     * own has no entry.
     */
    public static String citation(Solver solver, SolveOptions options) {
        Objects.requireNonNull(solver, "a citation needs the solver, got null");
        Objects.requireNonNull(options, "a citation needs the options of the solve, got null");
        Set<String> methods = new LinkedHashSet<>(Set.of("Palinode"));
        addWithParts(GradientMethod.of(options.adjoint()).solver(solver), methods);
        addWithParts(options.controller(), methods);
        addWithParts(options.adjoint(), methods);
        return Arrays.stream(read().split("(?m)^for: ", -1))
                .skip(1)
                .filter(entry -> isForAny(entry, methods))
                .map(entry -> entry.substring(entry.indexOf('\n') + 1).strip())
                .collect(Collectors.joining("\n\n", "", "\n"));
    }

    private static boolean isForAny(String entry, Set<String> methods) {
        return Arrays.stream(entry.substring(0, entry.indexOf('\n')).split(" ")).anyMatch(methods::contains);
    }

    /** Adds the name of a method's class; a record's components may be methods too, as the base of a wrapper is. */
    private static void addWithParts(Object method, Set<String> names) {
        Class<?> type = method.getClass();
        names.add(type.getSimpleName());
        if (!type.isRecord() || !type.getPackageName().startsWith("org.palinode.ode.")) {
            return;
        }
        for (RecordComponent part : type.getRecordComponents()) {
            if (!part.getType().isPrimitive()) {
                addWithParts(value(part, method), names);
            }
        }
    }

    private static Object value(RecordComponent part, Object owner) {
        try {
            return part.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + part + " of " + owner, e);
        }
    }

    private static String read() {
        try (InputStream file = Citation.class.getResourceAsStream("methods.bib")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("methods.bib is missing from the jar", e);
        }
    }
}
