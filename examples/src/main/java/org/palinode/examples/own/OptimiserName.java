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
    ADAM(Adam::new),
    ADAMW(rate -> new AdamW(new Adam(rate), 1e-4)),
    SGD(Sgd::new),
    RMSPROP(RmsProp::new),
    LION(Lion::new);

    private final Function<Schedule, Optimiser> optimiser;

    OptimiserName(Function<Schedule, Optimiser> optimiser) {
        this.optimiser = optimiser;
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
