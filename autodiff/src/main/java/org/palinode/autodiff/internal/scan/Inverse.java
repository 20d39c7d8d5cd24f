package org.palinode.autodiff.internal.scan;

import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Primitive;

/**
 * The choice to keep nothing, because a step can be taken back.
 *
 * @param program (constants, carry after the step, slices) → carry before it
 * @param parts the tensors of the carry
 * @param members how many loops run at once, side by side in each tensor
 */
public record Inverse(Program program, List<CarryPart> parts, int members) implements Kept {
    @Override
    public Primitive recorded(Scan loop, Moving moving) {
        ReversalCheck check = new ReversalCheck(parts, members);
        return RecordedScan.of(loop, moving, pullBack -> new InvertedSteps(loop.body(), pullBack, program, check));
    }

    @Override
    public Kept ofDerivative() {
        return KeptValues.RESIDUALS;
    }

    @Override
    public boolean batchesTheCarry() {
        return true;
    }

    @Override
    public Kept batched(UnaryOperator<Program> batched, int size) {
        return new Inverse(batched.apply(program), parts, members * size);
    }
}
