package org.palinode.ode.save;

import java.util.Objects;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The times at which a {@link SaveAt} keeps values.
 *
 * @param times [m], float64, as the tensor that was given, with its traces
 */
record GivenTimes(Tensor times) {
    static final GivenTimes NONE = new GivenTimes(Tensor.of());

    /** Refuses no times, and what is no vector of them. */
    static GivenTimes some(Tensor times) {
        Objects.requireNonNull(times, "SaveAt.ts needs times, got null; SaveAt.t1() keeps the end value");
        if (times.shape().rank() != 1 || times.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "the times of SaveAt must be a float64 vector, got " + times.type() + "; flatten or cast it");
        }
        if (times.size() == 0) {
            throw new IllegalArgumentException(
                    "SaveAt.ts() saves nothing without times; give some, or use SaveAt.t1()");
        }
        return new GivenTimes(times);
    }

    int size() {
        return times.size();
    }

    /** Refuses times that are not monotone or lie outside the solve. */
    void check(double start, double end) {
        double direction = end >= start ? 1 : -1;
        double before = start;
        double[] numbers = times.concrete().toArray();
        for (int i = 0; i < numbers.length; i++) {
            if (!(direction * (numbers[i] - start) >= 0) || !(direction * (end - numbers[i]) >= 0)) {
                throw new IllegalArgumentException("the times of SaveAt must lie between t0 = " + start + " and t1 = "
                        + end + ", but ts[" + i + "] = " + numbers[i] + "; leave it out, or solve further");
            }
            if (!(direction * (numbers[i] - before) >= 0)) {
                throw new IllegalArgumentException("the times of SaveAt must be in the order of the solve, from t0 = "
                        + start + " to t1 = " + end + ", but ts[" + i + "] = " + numbers[i] + " comes after " + before
                        + "; sort them");
            }
            before = numbers[i];
        }
    }
}
