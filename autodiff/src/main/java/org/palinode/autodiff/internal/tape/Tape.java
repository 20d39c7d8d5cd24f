package org.palinode.autodiff.internal.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Records every operation on its variables and what is computed from them, then walks back to pull cotangents through.
 * The walk is a loop, so a tape may be long. Memory: every intermediate tensor, until the tape is dropped. Operations of several threads are
 * recorded one at a time.
 */
public final class Tape extends PrimalTrace {
    private static final int NONE = -1;

    private final List<Entry> entries = new ArrayList<>();
    private int slots;

    /** Recorded operation: its inputs and outputs without this tape, and the slots of their cotangents. */
    private record Entry(Primitive primitive, List<Tensor> in, int[] inSlots, List<Tensor> out, int outSlot) {}

    /** A tensor whose history this tape keeps. */
    private final class Recorded extends Followed {
        private final int slot;

        Recorded(Tensor primal, int slot) {
            super(primal);
            this.slot = slot;
        }
    }

    /** {@code primal} as a variable: operations on it are recorded from now on. */
    public synchronized Tensor variable(Tensor primal) {
        Objects.requireNonNull(primal, "a variable needs a value, got null");
        return new Recorded(primal, slots++);
    }

    public List<Tensor> variables(List<Tensor> primals) {
        Objects.requireNonNull(primals, "variables need values, got null");
        List<Tensor> variables = new ArrayList<>(primals.size());
        for (Tensor primal : primals) {
            variables.add(variable(primal));
        }
        return variables;
    }

    private int slot(Tensor tensor) {
        return follows(tensor) ? ((Recorded) tensor).slot : NONE;
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> inputs) {
        List<Tensor> in = primals(inputs);
        Primitive recorded = primitive.recorded(i -> follows(inputs.get(i)));
        List<Tensor> out = Tensor.apply(recorded, in);
        if (primitive.stopsGradients()) {
            return out;
        }
        int[] inSlots = new int[inputs.size()];
        for (int i = 0; i < inSlots.length; i++) {
            inSlots[i] = slot(inputs.get(i));
        }
        List<Tensor> results = recorded(recorded, in, inSlots, out);
        return recorded == primitive
                ? results
                : results.subList(0, primitive.outputs(Tensor.types(in)).size());
    }

    private synchronized List<Tensor> recorded(Primitive primitive, List<Tensor> in, int[] inSlots, List<Tensor> out) {
        entries.add(new Entry(primitive, in, inSlots, out, slots));
        return variables(out);
    }

    /** Σ cotangent · ∂output/∂variable for each variable; zeros where a variable has no influence. */
    public List<Tensor> pullBack(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> variables) {
        return pullBack(outputs, cotangents, variables, UnaryOperator.identity());
    }

    /**
     * The cotangents as by {@link #pullBack(List, List, List)}, with other primitives in place of the recorded ones: {@code instead} may
     * give one that computes the same outputs and pulls back in another way. The tape stays as it is and can be pulled back again.
     */
    public List<Tensor> pullBack(
            List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> variables, UnaryOperator<Primitive> instead) {
        checkLists(outputs, cotangents, variables);
        Tensor[] bars = new Tensor[slots];
        for (int i = 0; i < outputs.size(); i++) {
            checkType(cotangents.get(i), outputs.get(i).type(), "the output");
            add(bars, slot(outputs.get(i)), cotangents.get(i));
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            pullBack(entries.get(i), bars, instead);
        }
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor variable : variables) {
            Tensor bar = bars[slot(variable)];
            gradients.add(bar == null ? variable.zerosLike() : bar);
        }
        return gradients;
    }

    private void checkLists(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> variables) {
        Objects.requireNonNull(outputs, "a pull-back needs outputs, got null");
        Objects.requireNonNull(cotangents, "a pull-back needs cotangents, got null");
        Objects.requireNonNull(variables, "a pull-back needs variables, got null");
        if (outputs.size() != cotangents.size()) {
            throw new IllegalArgumentException("each output needs a cotangent, got " + outputs.size() + " outputs and "
                    + cotangents.size() + " cotangents");
        }
        for (int i = 0; i < outputs.size(); i++) {
            int index = i;
            Objects.requireNonNull(outputs.get(i), () -> "output " + index + " is null");
            Objects.requireNonNull(cotangents.get(i), () -> "the cotangent of output " + index + " is null");
        }
        for (Tensor variable : variables) {
            if (!follows(variable)) {
                throw new IllegalArgumentException("gradients are those of variables of this tape, got "
                        + (variable == null
                                ? "null"
                                : variable.type() + " of another kind; make them with variable(...)"));
            }
        }
    }

    private static void pullBack(Entry entry, Tensor[] bars, UnaryOperator<Primitive> instead) {
        List<Tensor> outBar = Arrays.asList(bars).subList(entry.outSlot, entry.outSlot + entry.out.size());
        if (Collections.frequency(outBar, null) == outBar.size()) {
            return;
        }
        int[] inSlots = entry.inSlots;
        Primitive primitive = instead.apply(entry.primitive);
        List<Tensor> inBar = primitive.vjp(entry.in, entry.out, new ArrayList<>(outBar), i -> inSlots[i] != NONE);
        for (int i = 0; i < inSlots.length; i++) {
            if (inBar.get(i) != null && inSlots[i] != NONE) {
                checkType(inBar.get(i), entry.in.get(i).type(), "input " + i + " of " + primitive.name());
                add(bars, inSlots[i], inBar.get(i));
            }
        }
        for (int i = 0; i < entry.out.size(); i++) {
            bars[entry.outSlot + i] = null;
        }
    }

    private static void add(Tensor[] bars, int slot, Tensor bar) {
        if (slot != NONE) {
            bars[slot] = bars[slot] == null ? bar : bars[slot].plus(bar);
        }
    }

    private static void checkType(Tensor cotangent, TensorType type, String what) {
        if (!cotangent.type().equals(type)) {
            throw new IllegalArgumentException(
                    "the cotangent of " + what + " must be " + type + " like the value, got " + cotangent.type());
        }
    }
}
