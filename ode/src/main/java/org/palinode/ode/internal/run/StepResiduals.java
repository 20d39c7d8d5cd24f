package org.palinode.ode.internal.run;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The start and the residuals of consecutive steps, outside the Java heap, in chunks; grows with the steps, up to a budget of bytes. Belongs to
 * the solve that fills it until a pull-back {@linkplain #take takes} it.
 */
public final class StepResiduals implements AutoCloseable {
    private static final int CHUNK = 1 << 18;

    private final WantedCotangents wanted;
    private final boolean dense;
    private final int stateBytes;
    private final int bytesPerStep;
    private final int perChunk;
    private final Arena arena = new Arena("the residuals of a solve's steps");
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final AtomicBoolean taken = new AtomicBoolean();
    private int used;
    private int capacity;
    private int first;
    private int count;

    /**
     * @param wanted the parameters whose cotangents these residuals serve
     * @param dense whether they serve cotangents of dense values too
     */
    public StepResiduals(WantedCotangents wanted, boolean dense, Buffer state, ByteBuffer residuals) {
        this.wanted = wanted;
        this.dense = dense;
        stateBytes = Math.toIntExact(state.type().bytes());
        bytesPerStep = Math.addExact(stateBytes, residuals.capacity());
        perChunk = Math.max(1, CHUNK / Math.max(1, bytesPerStep));
    }

    /** Another solve takes over. */
    public void handOn() {
        used = 0;
    }

    /** Forgets all; from here on keeps steps from {@code step} on, as far as {@code budget} bytes allow. */
    public void restart(int step, long budget) {
        capacity = (int) Math.min(Integer.MAX_VALUE, budget / Math.max(1, bytesPerStep));
        first = step;
        count = 0;
        taken.set(false);
    }

    public boolean hasRoom() {
        return count < capacity;
    }

    /** Keeps the start, after any resync there, and the residuals of the next step. */
    public void add(Buffer state, ByteBuffer residuals) {
        int index = count++;
        if (index / perChunk == chunks.size()) {
            chunks.add(arena.region((long) perChunk * bytesPerStep));
        }
        used = Math.max(used, index / perChunk + 1);
        ByteBuffer chunk = chunks.get(index / perChunk);
        int at = index % perChunk * bytesPerStep;
        chunk.put(at, state.bytes(), 0, stateBytes);
        chunk.put(at + stateBytes, residuals, 0, bytesPerStep - stateBytes);
    }

    public boolean holds(int step) {
        return first <= step && step < first + count;
    }

    /** Copies the start and the residuals of a step that is held. */
    public void load(int step, Buffer state, ByteBuffer residuals) {
        int index = step - first;
        ByteBuffer chunk = chunks.get(index / perChunk);
        int at = index % perChunk * bytesPerStep;
        state.bytes().put(0, chunk, at, stateBytes);
        residuals.put(0, chunk, at + stateBytes, bytesPerStep - stateBytes);
    }

    /** Whether they serve these cotangents and nobody has taken them; then they are the caller's. */
    public boolean take(WantedCotangents others) {
        return wanted.equals(others) && taken.compareAndSet(false, true);
    }

    public boolean isDense() {
        return dense;
    }

    public int bytesPerStep() {
        return bytesPerStep;
    }

    /** Bytes that this solve has filled at the most. */
    public long bytes() {
        return (long) used * perChunk * bytesPerStep;
    }

    /** Bytes held, those that an earlier solve needed and this one does not included. */
    public long bytesHeld() {
        return arena.bytes();
    }

    @Override
    public void close() {
        arena.close();
        chunks.clear();
    }
}
