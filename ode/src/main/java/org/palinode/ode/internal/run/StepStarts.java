package org.palinode.ode.internal.run;

import java.util.Arrays;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.internal.integrate.BufferLog;

/** Copies of solver states, each at the start of a step, in the order of steps. The place of one that is dropped is used again. */
public final class StepStarts {
    private final BufferLog states;
    private int[] steps = new int[16];
    private int[] slots = new int[16];
    private int[] free = new int[16];
    private int size;
    private int freeSlots;

    public StepStarts(Buffer like) {
        states = new BufferLog((int) like.type().bytes());
    }

    /** Adds the state at the start of {@code step}, which is later than all others. */
    public void push(int step, Buffer state) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
            slots = Arrays.copyOf(slots, 2 * size);
        }
        int slot = freeSlots > 0 ? free[--freeSlots] : states.size();
        states.set(slot, state);
        steps[size] = step;
        slots[size++] = slot;
    }

    /** Drops the checkpoint at a position. */
    public void remove(int position) {
        if (freeSlots == free.length) {
            free = Arrays.copyOf(free, 2 * freeSlots);
        }
        free[freeSlots++] = slots[position];
        System.arraycopy(steps, position + 1, steps, position, size - position - 1);
        System.arraycopy(slots, position + 1, slots, position, size - position - 1);
        size--;
    }

    public int size() {
        return size;
    }

    /** The step at whose start the checkpoint at a position is. */
    public int step(int position) {
        return steps[position];
    }

    /** The position of the last checkpoint at or before the start of {@code step}; −1 if there is none. */
    public int positionAtOrBefore(int step) {
        int found = Arrays.binarySearch(steps, 0, size, step);
        return found >= 0 ? found : -found - 2;
    }

    /** True if there is a checkpoint at the start of each of these steps, and no other. */
    public boolean areAt(int[] places) {
        return Arrays.equals(steps, 0, size, places, 0, places.length);
    }

    public void load(int position, Buffer state) {
        states.get(slots[position], state);
    }

    /** Bytes held, those of dropped checkpoints included. */
    public long bytes() {
        return states.bytes();
    }
}
