package org.palinode.ode.internal.step;

import java.util.List;
import java.util.OptionalInt;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.solver.StageTimes;

/**
 * Windows of time in which a field may be evaluated: between its jumps, and within its domain. All stages of a step see the field of the
 * window in which the step lies; one that looks beyond the window is held at its end. So a step next to a jump sees the limits from its own
 * side, at a jump at t0 or t1 too.
 *
 * <p>The windows are a parameter of the field that it does not read itself: a table [m, 2] of where each is entered and left, in the order
 * of the solve. Every step of every adjoint finds its own from its time and size. A held time keeps its derivative of 1, so that the
 * derivative of a step for its ends is that of steps which are not held.
 */
public final class TimeWindows {
    private TimeWindows() {}

    /**
     * The table of windows between jumps.
     *
     * @param jumps in rising order
     * @param earliest no time before this is looked at; −∞ if any may
     * @param latest no time after this is looked at; ∞ if any may
     * @param forward whether the solve goes forward in time
     */
    public static Tensor between(double[] jumps, double earliest, double latest, boolean forward, DType timeType) {
        int count = jumps.length + 1;
        double[] table = new double[2 * padded(count)];
        for (int i = 0; i < table.length / 2; i++) {
            int at = Math.min(i, count - 1);
            int window = forward ? at : count - 1 - at;
            double low = window == 0 ? earliest : TimeNeighbours.after(jumps[window - 1], timeType);
            double high = window == count - 1 ? latest : TimeNeighbours.before(jumps[window], timeType);
            table[2 * i] = forward ? low : high;
            table[2 * i + 1] = forward ? high : low;
        }
        return Tensor.of(Shape.of(table.length / 2, 2), table);
    }

    /** A power of two, so that few tables have a type of their own. */
    private static int padded(int count) {
        return count == 1 ? 1 : 2 * Integer.highestOneBit(count - 1);
    }

    /** The windows of a solve that goes the other way. */
    public static Tensor reversed(Tensor windows) {
        double[] numbers = windows.concrete().toArray();
        double[] reversed = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            reversed[i] = numbers[numbers.length - 1 - i];
        }
        return Tensor.of(windows.shape(), reversed);
    }

    /** A time of a step, held in the window in which {@code inside} lies. */
    static Tensor held(Tensor time, Tensor windows, Tensor inside) {
        Tensor window = Tensor.apply(new WindowSearch(), windows, inside);
        Tensor fixed = time.stopGradient();
        return fixed.maximum(window.get(0)).minimum(window.get(1)).plus(time.minus(fixed));
    }

    /** True if stages of the step of size h from t look beyond the window in which the step lies, and are held. */
    static boolean hold(Buffer windows, StageTimes stages, double t, double h) {
        int at = WindowSearch.place(windows, t + h / 2);
        double entry = windows.get(2 * at);
        double exit = windows.get(2 * at + 1);
        double direction = Math.signum(h);
        boolean before = stages.earliest() < 0 && direction * (t + stages.earliest() * h) < direction * entry;
        boolean beyond = stages.latest() > 1 && direction * (t + stages.latest() * h) > direction * exit;
        return before || beyond;
    }

    /** A field (t, y, parameters) → slopes whose t is held in its window, for evaluations that are not part of a step. */
    static Program holding(Program field, OptionalInt windows) {
        return windows.isEmpty()
                ? field
                : Program.traceClosed(field.inputTypes(), in -> {
                    Tensor t = FieldInputs.time(in);
                    List<Tensor> parameters = FieldInputs.parameters(in);
                    Tensor held = held(t, parameters.get(windows.getAsInt()), t);
                    return new Call(field).apply(FieldInputs.of(held, FieldInputs.state(in), parameters));
                });
    }
}
