package org.palinode.tests.ode.noise;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.palinode.ode.solver.Solver;

/** Equation whose solution at the end is known, from its formula or from a fine solve on the same paths: the errors of a solver show its strong order. */
final class StrongOrderProblem<Y> {
    private final SampledEquation<Y> equation;
    private final int coarsest;
    private final Function<TimeDirection, Y> reference;
    private final Map<TimeDirection, Y> known = new EnumMap<>(TimeDirection.class);

    /** A problem with the exponent of 2 that is the least number of steps. */
    StrongOrderProblem(SampledEquation<Y> equation, int coarsest, Function<TimeDirection, Y> reference) {
        this.equation = equation;
        this.coarsest = coarsest;
        this.reference = reference;
    }

    /** A problem that a solver with 2 to the power of {@code finest} steps answers. */
    static <Y> StrongOrderProblem<Y> solvedBy(SampledEquation<Y> equation, int coarsest, Solver solver, int finest) {
        return new StrongOrderProblem<>(equation, coarsest, direction -> equation.solved(solver, finest, direction));
    }

    /** The errors at the end of the interval. */
    synchronized StrongErrors errors(Solver solver, TimeDirection direction, int count) {
        Y expected = known.computeIfAbsent(direction, reference);
        return errors(count, steps -> equation.distance(equation.solved(solver, steps, direction), expected));
    }

    /** The distances from y₀ after solves to the end and back on the same path. */
    StrongErrors returns(Solver solver, int count) {
        return errors(count, steps -> equation.distance(equation.returned(solver, steps), equation.y0()));
    }

    private StrongErrors errors(int count, IntToDoubleFunction error) {
        return new StrongErrors(IntStream.range(0, count)
                .mapToDouble(i -> error.applyAsDouble(coarsest + i))
                .toArray());
    }
}
