package org.palinode.examples.problems;

import java.util.List;
import java.util.stream.Stream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;

/**
 * Stiff problems with known end values, from t = 0. The values were computed in 113-bit arithmetic with the 7-stage Radau IIA method; all
 * digits are right.
 *
 * @param t1 the end
 * @param floor of a component's size: smaller ones are measured against it
 * @param atol an absolute tolerance below the smallest component that matters, for rtol = 1e-10
 * @param bound of the error with these tolerances: ten times the worst of three codes, rounded up, at least 1e-9
 */
public record StiffProblem(
        String name, Field field, double[] y0, double t1, double[] end, double floor, double atol, double bound)
        implements KnownEnd {
    /** Significant correct digits at the end: −log₁₀ of the largest relative error. */
    public double digits(Tensor y) {
        return -Math.log10(error(y));
    }

    @Override
    public double atol(double rtol) {
        return atol * rtol / 1e-10;
    }

    @Override
    public boolean isStiff() {
        return true;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The problems of stiff DETEST, whose names begin with S, then those of the test set for initial value problems. */
    public static List<StiffProblem> all() {
        return Stream.concat(StiffDetest.all().stream(), StiffTestSet.all().stream())
                .toList();
    }

    /** The problem with this name. */
    public static StiffProblem named(String name) {
        return all().stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
    }
}
