package org.palinode.autodiff;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.palinode.autodiff.tree.Tree;

/** A function with its traces, one for each signature of its argument. */
final class TraceCache<P, R> {
    /** The trace not used for longest goes first. A function that needs more than this has its numbers in static parts. */
    private static final int MOST = 256;

    private final Function<P, R> function;
    private final Map<Signature<P>, TracedFunction<R>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Signature<P>, TracedFunction<R>> eldest) {
            return size() > MOST;
        }
    };

    private final BiConsumer<Tree.Flat<P>, TracedFunction<R>> check;

    TraceCache(Function<P, R> function) {
        this(function, (input, traced) -> {});
    }

    /** @param check looks at each new trace, and the argument for which it was made */
    TraceCache(Function<P, R> function, BiConsumer<Tree.Flat<P>, TracedFunction<R>> check) {
        this.function = function;
        this.check = check;
    }

    /** The trace for such an argument. One that closed over tensors of another trace is not kept: it must not outlive that. */
    TracedFunction<R> get(Tree.Flat<P> input) {
        Signature<P> signature = Signature.of(input);
        TracedFunction<R> traced = find(signature);
        if (traced == null) {
            traced = signature.trace(function);
            check.accept(input, traced);
            keep(signature, traced);
        }
        return traced;
    }

    private synchronized TracedFunction<R> find(Signature<P> signature) {
        return known.get(signature);
    }

    private synchronized void keep(Signature<P> signature, TracedFunction<R> traced) {
        if (traced.follower() == null) {
            known.put(signature, traced);
        }
    }

    @Override
    public synchronized String toString() {
        return known.size() == 1 ? "1 trace" : known.size() + " traces";
    }
}
