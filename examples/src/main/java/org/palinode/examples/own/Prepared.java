package org.palinode.examples.own;

import java.util.List;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.DataSet;

/**
 * Data in the numbers of a model.
 *
 * @param settings of the fit
 * @param data from the file
 * @param pieces of the series
 * @param scaling from the numbers of the file
 * @param facts for the model
 * @param absoluteTime true if times are those of the file, false if each piece begins at time 0
 */
record Prepared(
        SeriesSettings settings,
        DataSet data,
        Pieces pieces,
        Scaling scaling,
        SeriesFacts facts,
        boolean absoluteTime) {
    /** Prepared data: standardised or as they are in the file, and with its times or from time 0 on. */
    static Prepared of(SeriesSettings settings, DataSet data, boolean standardised, boolean absoluteTime) {
        if (absoluteTime && settings.window() > 0) {
            throw new IllegalArgumentException(
                    settings.model() + " begins at time 0 of the file, where windows do not begin; leave --window out");
        }
        int[] trained = settings.split().trained(data, settings.seed());
        Statistics statistics = Statistics.of(data, trained, settings.log());
        Scaling scaling = standardised
                ? new Scaling(settings.log(), statistics.means(), statistics.deviations())
                : new Scaling(settings.log(), constant(data, 0), constant(data, 1));
        Statistics own = standardised ? statistics.scaled(scaling) : statistics;
        SeriesFacts facts = new SeriesFacts(
                data.names(),
                data.inputs(),
                data.spacing(),
                data.series().stream()
                        .mapToDouble(each -> each.last() - (absoluteTime ? 0 : each.first()))
                        .max()
                        .orElseThrow(),
                own.means(),
                own.deviations(),
                own.greatest(),
                settings.width(),
                settings.depth());
        return new Prepared(settings, data, Pieces.of(data, trained, settings.window()), scaling, facts, absoluteTime);
    }

    private static List<Double> constant(DataSet data, double value) {
        return data.names().stream().map(name -> value).toList();
    }

    static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(number -> number).toArray();
    }

    /** What is trained on. */
    List<Group> training() {
        return groups(pieces.trained());
    }

    /** Series from their first rows to their last. */
    List<Group> whole() {
        return groups(pieces.whole());
    }

    private List<Group> groups(List<Piece> some) {
        return LikeTimes.groups(some, data.spacing(), absoluteTime).stream()
                .map(group -> Group.of(this, group))
                .toList();
    }

    /** One series as a whole. */
    Group alone(int series) {
        return Group.of(this, List.of(pieces.whole().get(series)));
    }

    /** The deviations of the columns [columns], in which errors are told. */
    Tensor deviations() {
        return Tensor.of(numbers(facts.deviations()));
    }

    RandomKey key() {
        return RandomKey.of(settings.seed());
    }
}
