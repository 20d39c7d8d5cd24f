package org.palinode.ode.internal.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The inputs of a recorded solve; or a value for each of them, such as cotangents, null where there is none. Nobody else counts their places.
 *
 * @param start y0 [n], or y and the carry [(1 + carry) n] where the solve continues another
 * @param parameters the field's arguments and the tensors that it closes over
 * @param times t0, t1 and ts
 */
public record SolveInputs(Tensor start, List<Tensor> parameters, List<Tensor> times) {
    private static final int TIMES = 3;

    /** The names of a flat list in the order of {@link #list}. */
    public static SolveInputs of(List<Tensor> flat) {
        int firstTime = flat.size() - TIMES;
        return new SolveInputs(flat.get(0), flat.subList(1, firstTime), flat.subList(firstTime, flat.size()));
    }

    /** The number of inputs of a solve with so many parameters. */
    public static int size(int parameters) {
        return 1 + parameters + TIMES;
    }

    /** No values for t0, t1 and ts. */
    public static List<Tensor> noTimes() {
        return Collections.nCopies(TIMES, null);
    }

    /** The flat list of all: the start, the parameters, the times. */
    public List<Tensor> list() {
        List<Tensor> flat = new ArrayList<>();
        flat.add(start);
        flat.addAll(parameters);
        flat.addAll(times);
        return flat;
    }

    /** The inputs with another start. */
    public SolveInputs withStart(Tensor other) {
        return new SolveInputs(other, parameters, times);
    }

    /** True if a trace follows t0, t1 or ts. */
    public boolean movesInTime() {
        return areFollowed(times);
    }

    /** True if a trace follows any of some tensors. */
    static boolean areFollowed(List<Tensor> tensors) {
        return tensors.stream().anyMatch(TracedTensor.class::isInstance);
    }

    /** The cotangents of those parameters and times that a trace follows. */
    public static WantedCotangents followed(List<Tensor> parameters, List<Tensor> times) {
        BitSet flags = new BitSet();
        for (int i = 0; i < parameters.size(); i++) {
            flags.set(i, parameters.get(i) instanceof TracedTensor);
        }
        return new WantedCotangents(flags, areFollowed(times));
    }

    /** The cotangents at {@code wanted} places of a flat list of so many inputs. */
    public static WantedCotangents wanted(int size, IntPredicate wanted) {
        int firstTime = size - TIMES;
        BitSet parameters = new BitSet();
        for (int place = 1; place < firstTime; place++) {
            parameters.set(place - 1, wanted.test(place));
        }
        return new WantedCotangents(parameters, IntStream.range(firstTime, size).anyMatch(wanted));
    }

    /** True if a cotangent is wanted at a place of {@link #list}; that of the start always is. */
    public boolean isWanted(WantedCotangents wanted, int place) {
        return place == 0 || (place <= parameters.size() ? wanted.parameters().get(place - 1) : wanted.times());
    }
}
