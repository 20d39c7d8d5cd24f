package org.palinode.ode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/** BibTeX of the papers of the methods that a solve uses, from the resource methods.bib. */
public final class Citation {
    /** Prefix of the name of a method in methods.bib where an entry is for it under noise alone. */
    private static final String UNDER_NOISE = "noisy-";

    private Citation() {}

    /**
     * BibTeX entries for Palinode and for the solver, the controller and the adjoint of a solve, and for what they wrap. A method of your
     * own has no entry.
     */
    public static String citation(Solver solver, SolveOptions options) {
        Objects.requireNonNull(solver, "a citation needs the solver, got null");
        Objects.requireNonNull(options, "a citation needs the options of the solve, got null");
        return entries(methods(solver, options));
    }

    /** The same with what the term is made of: its noise, the Brownian paths that drive it, and its controls. */
    public static String citation(Term<?, ?> term, Solver solver, SolveOptions options) {
        Objects.requireNonNull(term, "a citation needs the term, got null");
        Objects.requireNonNull(solver, "a citation needs the solver, got null");
        Objects.requireNonNull(options, "a citation needs the options of the solve, got null");
        Set<String> methods = methods(solver, options);
        if (!term.diffusions().isEmpty()) {
            Set.copyOf(methods).forEach(method -> methods.add(UNDER_NOISE + method));
        }
        addWithParts(term, methods);
        term.diffusions().forEach(diffusion -> {
            addWithParts(diffusion, methods);
            addWithParts(diffusion.path(), methods);
        });
        term.controls().forEach(control -> addWithParts(control, methods));
        return entries(methods);
    }

    private static Set<String> methods(Solver solver, SolveOptions options) {
        Set<String> methods = new LinkedHashSet<>(Set.of("Palinode"));
        addWithParts(GradientMethod.of(options.adjoint()).solver(solver), methods);
        addWithParts(options.controller(), methods);
        addWithParts(options.adjoint(), methods);
        return methods;
    }

    private static String entries(Set<String> methods) {
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
        if (method instanceof Collection<?> several) {
            several.forEach(each -> addWithParts(each, names));
            return;
        }
        Class<?> type = method.getClass();
        names.add(type.getSimpleName());
        if (!type.isRecord()
                || !Modifier.isPublic(type.getModifiers())
                || !type.getPackageName().startsWith("org.palinode.ode.")) {
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
