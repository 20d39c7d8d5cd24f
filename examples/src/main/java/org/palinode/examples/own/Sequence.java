package org.palinode.examples.own;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;

/**
 * Series side by side, as a {@link SequenceModel} sees them.
 *
 * @param times rising from 0, known numbers [T]
 * @param values at these times [T, series, columns]; 0 where they are not known
 * @param shown which of them the model may look at [T, series, columns]: 1 or 0
 * @param counted which of them the loss is of [T, series, columns]: 1 or 0
 * @param filled what is shown, on straight lines over gaps and held beyond the last [T, series, columns]
 * @param first the first value of each column, which may always be looked at [series, columns]
 * @param inputs u(t) [series, inputs]
 * @param noise standard normal numbers [series, noise]
 * @param solving options with tolerance, adjoint and steps that heed the inputs
 */
public record Sequence(
        Tensor times,
        Tensor values,
        Tensor shown,
        Tensor counted,
        Tensor filled,
        Tensor first,
        InputPath inputs,
        Tensor noise,
        SolveOptions solving) {
    /** The mean of some losses [T, series, columns] over what is counted; a loss that is not counted may be anything. */
    public Tensor mean(Tensor losses) {
        return Tensor.where(counted, losses, losses.zerosLike())
                .sum()
                .dividedBy(counted.sum().maximum(1));
    }

    /** The intervals from the time before to each time, 0 for the first [T]. */
    public Tensor intervals() {
        Tensor later = times.slice(0, 1, times.size());
        Tensor lengths = later.minus(times.slice(0, 0, times.size() - 1));
        return Tensor.concatenate(0, Tensor.zeros(1), lengths);
    }

    /** The last time. */
    public double end() {
        return times.get(times.size() - 1).item();
    }

    /** Tensors side by side along the last axis; one without numbers is left out. */
    static Tensor beside(Tensor first, Tensor second) {
        return second.size() == 0 ? first : Tensor.concatenate(-1, first, second);
    }
}
