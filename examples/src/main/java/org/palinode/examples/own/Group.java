package org.palinode.examples.own;

import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;

/**
 * Pieces that are solved side by side.
 *
 * @param data that they are from
 * @param starts their places among the starts that are fitted
 * @param tensors the pieces side by side
 * @param first the first value of each column [pieces, columns]
 * @param inputs u(t)
 */
record Group(Prepared data, int[] starts, SeriesTensors tensors, Tensor first, InputPath inputs) {
    private static final int GROWTH = 120;
    private static final int QUARTERS = 4;
    private static final int FEWEST = 4;

    /** These pieces side by side. */
    static Group of(Prepared data, List<Piece> pieces) {
        SeriesTensors tensors = SeriesTensors.of(
                data.data().withSeries(pieces.stream().map(Piece::rows).toList()),
                data.absoluteTime(),
                data.scaling(),
                pieces.stream().mapToInt(Piece::trained).toArray());
        return new Group(
                data,
                pieces.stream().mapToInt(Piece::start).toArray(),
                tensors,
                tensors.first(Prepared.numbers(data.facts().means())),
                InputPath.of(
                        tensors.times(),
                        tensors.inputs(),
                        tensors.series(),
                        data.settings().inputs()));
    }

    /** Options with tolerance and adjoint, and steps that heed the inputs: one for each of their times at least. */
    SolveOptions solving() {
        double tolerance = data.settings().tolerance();
        SolveOptions standard = SolveOptions.standard();
        return standard.controller(inputs.heeded(new PIDController(tolerance, tolerance)))
                .maxSteps(standard.maxSteps() + tensors.times().length)
                .adjoint(data.settings().adjoint().adjoint());
    }

    /** The quarters of the times that a step sees: one after another comes into sight while the training is young. */
    static int quartersInSight(long step) {
        return (int) Math.min(QUARTERS, 1 + step * (QUARTERS - 1) / GROWTH);
    }

    /** The first of the times, so many quarters. */
    double[] inSight(int quarters) {
        double[] times = tensors.times();
        int seen = Math.max(FEWEST, (int) ((long) times.length * quarters / QUARTERS));
        return Arrays.copyOf(times, Math.min(times.length, seen));
    }

    /** What curves [times, pieces, columns] miss of the first times, over a mask [T, ...]. */
    Squares missed(Tensor curves, Tensor mask) {
        return tensors.missed(curves, mask, data.deviations());
    }
}
