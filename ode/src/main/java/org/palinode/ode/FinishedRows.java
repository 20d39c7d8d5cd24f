package org.palinode.ode;

import java.util.List;
import java.util.OptionalInt;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.MovingTimes;
import org.palinode.ode.save.SaveAt;

/**
 * The rows of a solve that has run.
 *
 * @param given t0, t1 and ts as they were given
 * @param events the times of all events, with derivatives; null where the solve watched none
 */
record FinishedRows(FinishedSolve run, List<Tensor> given, Tensor events) implements RowTimes {
    @Override
    public int[] of(SaveAt part, int firstGiven) {
        return run.rows().of(part, firstGiven);
    }

    @Override
    public double[] numbers() {
        return run.rows().times();
    }

    @Override
    public Tensor time(int row) {
        OptionalInt event = run.eventOfRow(row);
        return event.isPresent() ? events.get(event.getAsInt()) : new MovingTimes(run, given).ofRow(row);
    }
}
