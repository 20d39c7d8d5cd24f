package org.palinode.examples.own;

import java.util.List;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.DataSet;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;

/**
 * Data in the numbers and times of a model.
 *
 * @param settings of the fit
 * @param scaling from the numbers of the file
 * @param tensors the series side by side
 * @param first the first value of each column [series, columns]
 * @param inputs u(t)
 * @param facts for the model
 * @param absoluteTime true if times are those of the file
 */
record Prepared(
        SeriesSettings settings,
        Scaling scaling,
        SeriesTensors tensors,
        Tensor first,
        InputPath inputs,
        SeriesFacts facts,
        boolean absoluteTime) {
    private static final int GROWTH = 120;
    private static final int QUARTERS = 4;
    private static final int FEWEST = 4;

    /** Prepared data: standardised or as they are in the file, and with its times or from time 0 on. */
    static Prepared of(SeriesSettings settings, DataSet data, boolean standardised, boolean absoluteTime) {
        int[] trained = settings.split().trained(data, settings.seed());
        Statistics statistics = Statistics.of(data, trained, settings.log());
        Scaling scaling = standardised
                ? new Scaling(settings.log(), statistics.means(), statistics.deviations())
                : new Scaling(settings.log(), constant(data, 0), constant(data, 1));
        SeriesTensors tensors = SeriesTensors.of(data, absoluteTime, scaling, trained);
        Statistics own = standardised ? statistics.scaled(scaling) : statistics;
        SeriesFacts facts = new SeriesFacts(
                data.names(),
                data.inputs(),
                data.spacing(),
                tensors.end(),
                own.means(),
                own.deviations(),
                own.greatest(),
                settings.width(),
                settings.depth());
        InputPath inputs = InputPath.of(tensors.times(), tensors.inputs(), tensors.series(), settings.inputs());
        return new Prepared(
                settings, scaling, tensors, tensors.first(numbers(own.means())), inputs, facts, absoluteTime);
    }

    private static List<Double> constant(DataSet data, double value) {
        return data.names().stream().map(name -> value).toList();
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(number -> number).toArray();
    }

    /** The deviations of the columns [columns], in which errors are told. */
    Tensor deviations() {
        return Tensor.of(numbers(facts.deviations()));
    }

    RandomKey key() {
        return RandomKey.of(settings.seed());
    }

    /** Options with tolerance and adjoint, and steps that heed the inputs. */
    SolveOptions solving() {
        return SolveOptions.standard()
                .controller(inputs.heeded(new PIDController(settings.tolerance(), settings.tolerance())))
                .adjoint(settings.adjoint().adjoint());
    }

    /** The first times of all: a quarter after another comes into sight while the training is young. */
    int inSight(long step) {
        long quarters = Math.min(QUARTERS, 1 + step * (QUARTERS - 1) / GROWTH);
        int all = tensors.times().length;
        return (int) Math.min(all, Math.max(FEWEST, all * quarters / QUARTERS));
    }
}
