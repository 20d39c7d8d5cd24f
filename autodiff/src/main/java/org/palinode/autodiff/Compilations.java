package org.palinode.autodiff;

import org.palinode.autodiff.internal.plan.code.CompilationCount;

/**
 * Counts of what this process has compiled, all threads together. Two of them, before and after a call, tell if it found what it runs or
 * compiled it anew:
 *
 * <pre>{@code
 * Compilations before = Compilations.soFar();
 * grad(loss).apply(parameters);
 * Compilations.soFar().since(before);          // Compilations[plans=0, classes=0] from the second call on
 * }</pre>
 *
 * @param plans programs that were bound to memory; a gradient of a solve takes several
 * @param classes generated classes; plans of equal form share them. Vector code of the engine {@code tiered} is generated later, by a
 *     thread in the background
 */
public record Compilations(long plans, long classes) {
    /** The counts since the process started. */
    public static Compilations soFar() {
        return new Compilations(CompilationCount.plans(), CompilationCount.classes());
    }

    /** The difference from {@code earlier} counts. */
    public Compilations since(Compilations earlier) {
        return new Compilations(plans - earlier.plans, classes - earlier.classes);
    }
}
