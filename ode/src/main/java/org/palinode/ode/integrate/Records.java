package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;

/** Many copies of buffers of one size, kept on the Java heap in chunks; grows as needed, each copy with a number. */
public final class Records {
    private static final int CHUNK = 1 << 18;

    private final int recordBytes;
    private final int perChunk;
    private final List<byte[]> chunks = new ArrayList<>();
    private int size;

    /** Records of {@code recordBytes} bytes each. */
    public Records(int recordBytes) {
        this.recordBytes = recordBytes;
        perChunk = Math.max(1, CHUNK / Math.max(1, recordBytes));
    }

    /** Appends a copy. */
    public void add(Buffer buffer) {
        set(size, buffer);
    }

    /** Puts a copy at {@code index}, which is at most the size. */
    public void set(int index, Buffer buffer) {
        if (index / perChunk == chunks.size()) {
            chunks.add(new byte[Math.multiplyExact(perChunk, recordBytes)]);
        }
        buffer.bytes().get(0, chunks.get(index / perChunk), index % perChunk * recordBytes, recordBytes);
        size = Math.max(size, index + 1);
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
