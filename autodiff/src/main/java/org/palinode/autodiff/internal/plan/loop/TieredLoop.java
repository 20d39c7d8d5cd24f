package org.palinode.autodiff.internal.plan.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.palinode.autodiff.internal.kernel.MovableKernel;
import org.palinode.autodiff.memory.Buffer;

/**
 * A loop that starts as scalar code and continues as vector code, which computes the same bits, as soon as that is faster. Vector code that
 * the JIT has not compiled makes an object of each vector and is ten times slower than scalar code; most first solves end before it has.
 */
final class TieredLoop implements MovableKernel {
    /** Roughly how many times faster vector code is. */
    private static final double GAIN = 8;

    private final WarmUp warmUp;
    private final Supplier<LoopKernel> vector;
    private final Supplier<WarmUp.Practice> practice;
    private final double time;

    /** Where the scalar code works now, for vector code that is made during a run. */
    private final Map<Buffer, Buffer> moved = new LinkedHashMap<>();

    private LoopKernel kernel;
    private boolean settled;

    /**
     * @param warmUp of the vector code
     * @param scalar this loop as scalar code
     * @param vector this loop as vector code
     * @param practice both on other memory
     * @param vectorTime of a run of the vector code, in ns, roughly
     */
    TieredLoop(
            WarmUp warmUp,
            LoopKernel scalar,
            Supplier<LoopKernel> vector,
            Supplier<WarmUp.Practice> practice,
            double vectorTime) {
        this.warmUp = warmUp;
        this.vector = vector;
        this.practice = practice;
        kernel = scalar;
        time = GAIN * vectorTime;
    }

    @Override
    public void run() {
        if (!settled) {
            chooseTier();
        }
        kernel.run();
    }

    @Override
    public boolean canMove(Buffer here) {
        return kernel.canMove(here);
    }

    @Override
    public void move(Buffer here, Buffer there) {
        if (!settled) {
            moved.put(here, there);
        }
        kernel.move(here, there);
    }

    private void chooseTier() {
        if (warmUp.isDone()) {
            kernel = vector.get();
            moved.forEach(kernel::move);
            moved.clear();
            settled = true;
        } else {
            warmUp.ran(time, practice);
        }
    }
}
