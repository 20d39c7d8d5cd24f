package org.palinode.examples.own;

import java.util.Locale;
import java.util.function.Function;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.AdamW;
import org.palinode.train.optimiser.Lion;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.RmsProp;
import org.palinode.train.optimiser.Sgd;
import org.palinode.train.schedule.Schedule;

/** The optimisers as the command line names them. */
public enum OptimiserName {
    ADAM(0.005, 0.02, Adam::new),
    ADAMW(0.005, 0.02, rate -> new AdamW(new Adam(rate), 1e-4)),
    SGD(0.05, 0.1, Sgd::new),
    RMSPROP(0.005, 0.01, RmsProp::new),
    LION(0.002, 0.01, Lion::new);

    private final double ofNetworks;
    private final double ofEquations;
    private final Function<Schedule, Optimiser> optimiser;

    OptimiserName(double ofNetworks, double ofEquations, Function<Schedule, Optimiser> optimiser) {
        this.ofNetworks = ofNetworks;
        this.ofEquations = ofEquations;
        this.optimiser = optimiser;
    }

    /**
     * The rate of the first step that suits most series; a gradient is at most 1 long. Networks on standardised numbers fall into hollows by
     * long steps, and the few parameters of other equations may have far to go.
     */
    public double learningRate(FittedModel<?> model) {
        return model.standardised() ? ofNetworks : ofEquations;
    }

    /** The optimiser with a learning rate. */
    public Optimiser optimiser(Schedule rate) {
        return optimiser.apply(rate);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
