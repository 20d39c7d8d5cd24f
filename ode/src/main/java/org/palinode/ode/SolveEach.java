package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.palinode.autodiff.internal.kernel.parallel.ThreadCount;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.adjoint.SolvePrimitive;
import org.palinode.ode.internal.adjoint.SolvePrimitives;
import org.palinode.ode.internal.integrate.Threads;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/**
 * Many solves of one term, each with its own times, step sizes and end, on several threads. A state with a batch axis has one step size for
 * the whole batch, and is faster if the solves are alike: see {@code diffeqsolve}.
 */
public final class SolveEach {
    private SolveEach() {}

    /**
     * Solves as {@link #solveEach(Term, Solver, List, int)}, on one thread for each processor, or as many as {@code PALINODE_THREADS} says.
     */
    public static <Y, A> List<Solution<Y>> solveEach(
            Term<Y, A> term, Solver solver, List<SolveInstance<Y, A>> instances) {
        return solveEach(term, solver, instances, ThreadCount.configured());
    }

    /**
     * Solves each instance. Each solution is that of {@code diffeqsolve} for the instance alone, to the bit, whatever the other instances
     * and the number of threads are. Compiled steps are shared. On a tape all solves are one operation, pulled back on as many threads.
     * Cotangents of a common tensor are summed in the order of the instances, so a gradient does not depend on threads either.
     *
     * <p>Under noise instance i hears the paths of the term {@linkplain BrownianPath#fold folded} with i, so that instances are independent. One
     * noise for all is a {@link org.palinode.ode.noise.CommonPath}; an instance has paths of its own by {@link SolveInstance#hearing}.
     *
     * @param threads at least 1; never more than instances are used
     * @return the solutions in the order of the instances
     * @throws SolveEachException after all have ended, if some failed whose options say {@code throwing}; carries all solutions
     * @throws IllegalArgumentException if an instance does not fit together, which the message names, or if {@code threads} is below 1
     * @throws org.palinode.ode.outcome.SolveInterruptedException if the calling thread is interrupted: all stop within a step
     */
    public static <Y, A> List<Solution<Y>> solveEach(
            Term<Y, A> term, Solver solver, List<SolveInstance<Y, A>> instances, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("solveEach needs at least 1 thread, got " + threads);
        }
        Objects.requireNonNull(instances, "solveEach needs a list of instances, got null");
        List<PreparedSolve<Y>> prepared = new ArrayList<>();
        Object turn = new Object();
        for (int i = 0; i < instances.size(); i++) {
            int index = i;
            String missing = "instance " + i + " is null";
            SolveInstance<Y, A> instance = Objects.requireNonNull(instances.get(i), missing);
            prepared.add(naming(i, () -> prepare(term, solver, instance, index, turn)));
        }
        return solved(prepared, threads);
    }

    /** The solutions of solves that are ready, side by side. */
    static <Y> List<Solution<Y>> solved(List<PreparedSolve<Y>> prepared, int threads) {
        List<Supplier<FinishedSolve>> tasks = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i++) {
            int index = i;
            tasks.add(() -> naming(index, () -> prepared.get(index).forward()));
        }
        List<Solution<Y>> solutions = solutions(prepared, Threads.run(tasks, threads), threads);
        for (int i = 0; i < solutions.size(); i++) {
            if (prepared.get(i).throwsFailures() && !solutions.get(i).isSuccessful()) {
                throw new SolveEachException(solutions);
            }
        }
        return solutions;
    }

    /** @param turn held by whoever tells a gradient listener: they are told one at a time */
    private static <Y, A> PreparedSolve<Y> prepare(
            Term<Y, A> term, Solver solver, SolveInstance<Y, A> instance, int index, Object turn) {
        SolveOptions options = instance.options();
        SolveChecks.requireAll(term, solver, instance.y0(), options);
        SolveOptions orderly = options.onGradient(report -> {
            synchronized (turn) {
                options.gradientListener().accept(report);
            }
        });
        List<BrownianPath<?>> paths = instance.paths().orElseGet(() -> folded(term, index));
        return PreparedSolve.of(
                term, paths, solver, instance.t0(), instance.t1(), instance.y0(), instance.args(), orderly);
    }

    private static List<BrownianPath<?>> folded(Term<?, ?> term, int index) {
        List<BrownianPath<?>> folded = new ArrayList<>();
        term.diffusions().forEach(diffusion -> folded.add(diffusion.path().fold(index)));
        return folded;
    }

    private static <Y> List<Solution<Y>> solutions(
            List<PreparedSolve<Y>> prepared, List<FinishedSolve> runs, int threads) {
        List<SolvePrimitive> solves = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            solves.add(prepared.get(i).record(runs.get(i)));
            inputs.addAll(prepared.get(i).inputs());
        }
        if (runs.isEmpty()) {
            return List.of();
        }
        SolvePrimitives all = new SolvePrimitives(solves, threads);
        List<List<Tensor>> outputs = all.outputsOfEach(Tensor.apply(all, inputs));
        List<Solution<Y>> solutions = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            solutions.add(prepared.get(i).solution(runs.get(i), outputs.get(i)));
        }
        return solutions;
    }

    private static <T> T naming(int index, Supplier<T> task) {
        try {
            return task.get();
        } catch (IllegalArgumentException refusal) {
            throw new IllegalArgumentException("instance " + index + ": " + refusal.getMessage(), refusal);
        }
    }
}
