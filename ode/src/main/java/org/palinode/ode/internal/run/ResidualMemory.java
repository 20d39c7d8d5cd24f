package org.palinode.ode.internal.run;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;

/** Memory for the starts and the residuals of steps, outside the Java heap, in chunks that are added as needed. One store after another uses it. */
final class ResidualMemory {
    private static final int CHUNK = 1 << 18;

    private final int stateBytes;
    private final int bytesPerStep;
    private final int perChunk;
    private final Arena arena = new Arena("the residuals of a solve's steps");
    private final List<ByteBuffer> chunks = new ArrayList<>();

    ResidualMemory(long stateBytes, int residualBytes) {
        this.stateBytes = Math.toIntExact(stateBytes);
        bytesPerStep = Math.addExact(this.stateBytes, residualBytes);
        perChunk = Math.max(1, CHUNK / Math.max(1, bytesPerStep));
    }

    /** Keeps copies at {@code index}, which is at most one more than the largest before. */
    void put(int index, Buffer state, ByteBuffer residuals) {
        if (index / perChunk == chunks.size()) {
            chunks.add(arena.region((long) perChunk * bytesPerStep));
        }
        ByteBuffer chunk = chunks.get(index / perChunk);
        int at = index % perChunk * bytesPerStep;
        chunk.put(at, state.bytes(), 0, stateBytes);
        chunk.put(at + stateBytes, residuals, 0, bytesPerStep - stateBytes);
    }

    /** Copies what is kept at {@code index}. */
    void get(int index, Buffer state, ByteBuffer residuals) {
        ByteBuffer chunk = chunks.get(index / perChunk);
        int at = index % perChunk * bytesPerStep;
        state.bytes().put(0, chunk, at, stateBytes);
        residuals.put(0, chunk, at + stateBytes, bytesPerStep - stateBytes);
    }

    /** The number of steps that fit into some bytes. */
    long steps(long bytes) {
        return bytes / Math.max(1, bytesPerStep);
    }

    /** Bytes of the chunks that so many steps fill. */
    long bytes(int steps) {
        return ((long) steps + perChunk - 1) / perChunk * perChunk * bytesPerStep;
    }

    /** Bytes held, those that an earlier store needed and this one does not included. */
    long bytes() {
        return arena.bytes();
    }

    void close() {
        arena.close();
        chunks.clear();
    }
}
