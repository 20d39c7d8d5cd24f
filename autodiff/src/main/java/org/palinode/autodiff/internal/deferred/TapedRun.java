package org.palinode.autodiff.internal.deferred;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;

/** A run of a function with all that its pull-backs need. */
final class TapedRun {
    private final Tape tape = new Tape();
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;

    /** @param wanted the inputs whose cotangents may be asked for */
    TapedRun(DeferredFunction function, List<Tensor> in, BitSet wanted) {
        inputs = new ArrayList<>(in);
        wanted.stream().forEach(input -> inputs.set(input, tape.variable(in.get(input))));
        outputs = function.apply(inputs);
    }

    List<Tensor> outputs() {
        return tape.primals(outputs);
    }

    /** The cotangents of the wanted inputs. */
    List<Tensor> pullBack(BitSet wanted, BitSet given, List<Tensor> outBar) {
        return tape.pullBack(
                given.stream().mapToObj(outputs::get).toList(),
                outBar,
                wanted.stream().mapToObj(inputs::get).toList());
    }
}
