package org.palinode.tests.autodiff.loop;

import java.util.Map;
import java.util.function.Function;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.tensor.Tensor;

/** A loop, by what its gradient keeps. */
enum Way implements Function<Forced, Scanned<Forced.State, Map<String, Tensor>>> {
    ALL(loop -> loop.scanned(ScanMemory.all())),
    ROOT(loop -> loop.scanned(ScanMemory.checkpoints())),
    FIVE(loop -> loop.scanned(ScanMemory.checkpoints(5))),
    EACH(loop -> loop.scanned(ScanMemory.checkpoints(1000))),
    INVERSE(Forced::inverted);

    private final Function<Forced, Scanned<Forced.State, Map<String, Tensor>>> loop;

    Way(Function<Forced, Scanned<Forced.State, Map<String, Tensor>>> loop) {
        this.loop = loop;
    }

    @Override
    public Scanned<Forced.State, Map<String, Tensor>> apply(Forced forced) {
        return loop.apply(forced);
    }

    Tensor loss(Forced forced) {
        return Forced.loss(apply(forced));
    }
}
