package org.palinode.tests.house;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes that a reader meets who follows y0 through a solve with Tsit5 and a PID controller: from {@code diffeqsolve} to the field's kernel,
 * and back from the tape's pull-back to it. A class of ours is on the way if, before the field's kernel last runs,
 *
 * <ul>
 *   <li>it is on the stack of a run of that kernel, from {@code diffeqsolve} or the tape on; or
 *   <li>one of its objects, or a lambda written in it, holds y0 in a field when the kernel runs; or
 *   <li>one of its methods or constructors is handed y0.
 * </ul>
 *
 * <p>y0 is any tensor, buffer or array in which its numbers stand side by side, to rounding: copied or rebuilt. It may lie in arrays,
 * optionals, and collections and maps of {@code java.util}. The way back follows the cotangent of y1 likewise. Nested classes and lambdas count
 * as their outermost class. Tensors, their operations, buffers and trees ({@code autodiff.tensor}, {@code autodiff.memory},
 * {@code autodiff.tree}) are what y0 is made of and do not count, nor do generated classes, nor the front door that calls the tape. Steps have been
 * compiled by another solve.
 *
 * @param name what was watched
 * @param classes by name, in the order in which they met y0, with how: handed, on the stack, holds
 */
record WayOfY0(String name, Map<String, Set<String>> classes) {
    /** Forward and back, with checkpoints and reversible. */
    static List<WayOfY0> all() throws ReflectiveOperationException {
        List<Map<String, Set<String>>> checkpoints = watch(false);
        List<Map<String, Set<String>>> reversible = watch(true);
        return List.of(
                new WayOfY0("forward, RecursiveCheckpointAdjoint", checkpoints.get(0)),
                new WayOfY0("back, RecursiveCheckpointAdjoint", checkpoints.get(1)),
                new WayOfY0("forward, ReversibleAdjoint", reversible.get(0)),
                new WayOfY0("back, ReversibleAdjoint", reversible.get(1)));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Set<String>>> watch(boolean reversible) throws ReflectiveOperationException {
        Method ways =
                new WatchingLoader().loadClass(ProbedSolve.class.getName()).getDeclaredMethod("ways", boolean.class);
        ways.setAccessible(true);
        return (List<Map<String, Set<String>>>) ways.invoke(null, reversible);
    }

    /** How many are on the stack or hold it when the kernel runs; the others have handed it on before. */
    long atKernel() {
        return classes.values().stream()
                .filter(how -> !how.equals(Set.of("handed")))
                .count();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name + ": " + classes.size() + " classes, " + atKernel()
                + " of them on the stack or holding it when the kernel runs\n");
        classes.forEach((type, how) -> text.append("  ")
                .append(type)
                .append(": ")
                .append(String.join(", ", how))
                .append('\n'));
        return text.toString();
    }
}
