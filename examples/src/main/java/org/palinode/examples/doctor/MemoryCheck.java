package org.palinode.examples.doctor;

import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** The heap, and javacpp's limits on memory outside it. */
final class MemoryCheck implements Check {
    @Override
    public List<Finding> findings() {
        long heap = Runtime.getRuntime().maxMemory();
        long memory = Pointer.totalPhysicalBytes();
        return List.of(heap(heap, memory), offHeap(heap, Pointer.maxBytes(), Pointer.maxPhysicalBytes(), memory));
    }

    static Finding heap(long heap, long memory) {
        return Finding.of("Heap", Bytes.text(heap) + " of " + Bytes.text(memory) + " memory")
                .adviseIf(
                        heap > memory * 3 / 4,
                        "leaves too little for the arrays outside it: lower PALINODE_HEAP or -Xmx");
    }

    /** Past the limit of the whole process every allocation collects garbage and sleeps, 0.1 s each time. */
    static Finding offHeap(long heap, long maxBytes, long maxPhysicalBytes, long memory) {
        return Finding.of("Off-heap", limit(maxBytes) + ", whole process " + limit(maxPhysicalBytes))
                .adviseIf(
                        maxPhysicalBytes > 0 && maxPhysicalBytes < heap + maxBytes,
                        "the process may not hold heap and arrays together: raise -Dorg.bytedeco.javacpp.maxphysicalbytes above "
                                + Bytes.text(heap + maxBytes))
                .adviseIf(
                        maxPhysicalBytes > memory,
                        "the limit of the process is above the memory of the machine: set"
                                + " -Dorg.bytedeco.javacpp.maxphysicalbytes below " + Bytes.text(memory));
    }

    private static String limit(long bytes) {
        return bytes <= 0 ? "unlimited" : "at most " + Bytes.text(bytes);
    }
}
