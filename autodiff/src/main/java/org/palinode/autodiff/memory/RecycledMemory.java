package org.palinode.autodiff.memory;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Large pieces of memory outside the Java heap that the garbage collector gives back for the next of the same length. Memory that is new to the
 * process often costs more than what is computed into it: half a millisecond a MiB. At most 1 GiB lies idle, or a fourth of what the process
 * may have: about what results take between two collections. The lengths not asked for longest go first, and all where memory is full.
 *
 * <p>The collector sees the heap only. So a fourth of the length of each piece is allocated there as well, as garbage from the start: young
 * collections then come often enough to find the pieces that nothing refers to any more.
 */
final class RecycledMemory {
    /** Bytes of a piece that is worth its bookkeeping, and of one whose share of the heap is still small. */
    private static final int LEAST = 8 << 10;

    private static final int MOST = 16 << 20;
    private static final long MOST_IDLE = 1L << 30;

    private static final int ALIGNMENT = 64;
    private static final int GARBAGE_SHARE = 4;

    /** Milliseconds between two looks at what a collection has found, which double from 1. */
    private static final long LONGEST_WAIT = 64;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final Map<Integer, Deque<NativeMemory>> IDLE = new LinkedHashMap<>(16, 0.75f, true);
    private static long idleBytes;

    /** Written, but never read: else the compiler sees that nobody needs the garbage. */
    private static volatile byte[] garbage;

    private RecycledMemory() {}

    /** True if pieces of this length are kept. */
    static boolean takes(TensorType type) {
        return type.bytes() >= LEAST && type.bytes() <= MOST;
    }

    /** Memory for the numbers of a type, which holds anything, aligned to 64 bytes. */
    static ByteBuffer of(TensorType type) {
        JavaCpp.require();
        int length = (int) type.bytes();
        garbage = new byte[length / GARBAGE_SHARE];
        garbage = null;
        NativeMemory idle = take(length);
        NativeMemory memory = idle == null ? fresh(length + 2L * ALIGNMENT, "a tensor " + type) : idle;
        ByteBuffer root = memory.whole(); // parts of it refer to it, and nothing else does
        CLEANER.register(root, () -> giveBack(length, memory));
        return root.alignedSlice(ALIGNMENT).slice(0, length);
    }

    /** New memory for {@code owner} that holds anything. All that lies idle is freed if there is no other. */
    static NativeMemory fresh(long length, String owner) {
        makeRoom(length);
        try {
            return NativeMemory.allocate(length, owner);
        } catch (OutOfMemoryError full) {
            dropAll();
            return NativeMemory.allocate(length, owner);
        }
    }

    /**
     * Frees what lies idle and what nothing refers to any more. JavaCPP collects garbage too, but holds a lock meanwhile for which our pieces wait
     * before they are freed: each full memory cost a second.
     */
    private static void makeRoom(long length) {
        for (long wait = 1; wait <= LONGEST_WAIT && !NativeMemory.hasRoom(length); wait *= 2) {
            dropAll();
            if (NativeMemory.hasRoom(length)) {
                return;
            }
            if (wait == 1) {
                System.gc();
            }
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static synchronized NativeMemory take(int length) {
        Deque<NativeMemory> pieces = IDLE.get(length);
        if (pieces == null || pieces.isEmpty()) {
            return null;
        }
        idleBytes -= length;
        return pieces.pop();
    }

    private static synchronized void giveBack(int length, NativeMemory memory) {
        IDLE.computeIfAbsent(length, key -> new ArrayDeque<>()).push(memory);
        idleBytes += length;
        Iterator<Map.Entry<Integer, Deque<NativeMemory>>> oldest =
                IDLE.entrySet().iterator();
        long most = Math.min(MOST_IDLE, NativeMemory.limit() / 4);
        while (idleBytes > most) {
            Map.Entry<Integer, Deque<NativeMemory>> entry = oldest.next();
            while (idleBytes > most && !entry.getValue().isEmpty()) {
                entry.getValue().pop().close();
                idleBytes -= entry.getKey();
            }
            if (entry.getValue().isEmpty()) {
                oldest.remove();
            }
        }
    }

    private static synchronized void dropAll() {
        IDLE.values().forEach(pieces -> pieces.forEach(NativeMemory::close));
        IDLE.clear();
        idleBytes = 0;
    }
}
