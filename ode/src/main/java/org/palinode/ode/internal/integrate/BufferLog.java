package org.palinode.ode.internal.integrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;

/**
 * Many copies of buffers of one size, kept on the Java heap in chunks; grows as needed, each copy with a number. The first chunk
 * starts small: clearing a whole one takes longer than a short solve.
 */
public final class BufferLog {
    private static final int CHUNK = 1 << 18;
    private static final int SMALLEST = 1 << 9;

    private final int recordBytes;
    private final int perChunk;
    private final List<byte[]> chunks = new ArrayList<>();
    private int size;

    /** Records of {@code recordBytes} bytes each. */
    public BufferLog(int recordBytes) {
        this.recordBytes = recordBytes;
        perChunk = Math.max(1, CHUNK / Math.max(1, recordBytes));
    }

    /** Appends a copy. */
    public void add(Buffer buffer) {
        set(size, buffer);
    }

    /** Puts a copy at {@code index}, which is at most the size. */
    public void set(int index, Buffer buffer) {
        reserve(index);
        buffer.bytes().get(0, chunks.get(index / perChunk), index % perChunk * recordBytes, recordBytes);
        size = Math.max(size, index + 1);
    }

    private void reserve(int index) {
        int chunk = index / perChunk;
        int full = Math.multiplyExact(perChunk, recordBytes);
        if (chunk == chunks.size()) {
            chunks.add(new byte[chunk == 0 ? Math.min(full, Math.max(recordBytes, SMALLEST)) : full]);
        }
        byte[] bytes = chunks.get(chunk);
        int needed = (index % perChunk + 1) * recordBytes;
        if (needed > bytes.length) {
            chunks.set(chunk, Arrays.copyOf(bytes, Math.min(full, Math.max(needed, 2 * bytes.length))));
        }
    }

    /** Copies record {@code index} to {@code buffer}. */
    public void get(int index, Buffer buffer) {
        buffer.bytes().put(0, chunks.get(index / perChunk), index % perChunk * recordBytes, recordBytes);
    }

    public int size() {
        return size;
    }

    /** Copies all records, one after another, to {@code buffer}. */
    public void copyTo(Buffer buffer) {
        for (int i = 0; i < size; i++) {
            buffer.bytes().put(i * recordBytes, chunks.get(i / perChunk), i % perChunk * recordBytes, recordBytes);
        }
    }

    /** Bytes of the records. */
    public long bytes() {
        return (long) size * recordBytes;
    }
}
