package org.palinode.examples.model;

import java.util.Locale;
import org.palinode.examples.data.Series;

/** The models of series as the command line names them. */
public enum ModelName {
    NEURAL_ODE {
        @Override
        public SeriesModel<?> model(Series series, int width, int depth) {
            return new NeuralOde(series, width, depth);
        }
    },
    LOTKA_VOLTERRA {
        @Override
        public SeriesModel<?> model(Series series, int width, int depth) {
            return new LotkaVolterra(series);
        }
    };

    /** The model of a series; width and depth are those of a network, where there is one. */
    public abstract SeriesModel<?> model(Series series, int width, int depth);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
