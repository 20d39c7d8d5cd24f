package org.palinode.ode;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.save.SaveAt;

/** The times of the rows that a solve saves. */
interface RowTimes {
    /** The rows that {@code part} asks for, whose given times are those from {@code firstGiven} on. */
    int[] of(SaveAt part, int firstGiven);

    /** The time of each row. */
    double[] numbers();

    /** The time of a row as it moves with those of the solve, or with the event whose state it is. */
    Tensor time(int row);
}
