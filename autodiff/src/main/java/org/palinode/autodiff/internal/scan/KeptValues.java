package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.plan.SplitPullBack;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/** Choices by which a loop goes back through stored values. */
public enum KeptValues implements Kept {
    /** The carry of each step, and all that its pull-back would else compute again. */
    RESIDUALS {
        @Override
        SplitPullBack split(Program step, Program pullBack, IntPredicate followed) {
            return SplitPullBack.of(asRecorded(step, followed), pullBack);
        }
    },
    /** The carry of each step; the pull-back computes the step again. */
    CARRIES {
        @Override
        SplitPullBack split(Program step, Program pullBack, IntPredicate followed) {
            return new SplitPullBack(step, pullBack, List.of());
        }
    };

    abstract SplitPullBack split(Program step, Program pullBack, IntPredicate followed);

    /** The same as a tape applies it, so that what the pull-back computes again is found by equality. */
    private static Program asRecorded(Program step, IntPredicate followed) {
        return Program.traceClosed(step.inputTypes(), in -> {
            Tape tape = new Tape();
            List<Tensor> variables = new ArrayList<>(in);
            for (int i = 0; i < in.size(); i++) {
                variables.set(i, followed.test(i) ? tape.variable(in.get(i)) : in.get(i));
            }
            return tape.primals(step.apply(variables));
        });
    }

    @Override
    public Primitive recorded(Scan loop, Moving moving) {
        Program step = loop.body().program();
        return RecordedScan.of(
                loop, moving, pullBack -> new StoredSteps(loop.body(), split(step, pullBack, moving.inputs()::get)));
    }
}
