package org.palinode.autodiff.root;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;

/** (iterate, status, whether the matrix is finite, residual, evaluations) → iterate, where the status says that it is a root; else throws. */
record RequireRoot(RootFinder finder) implements IdentityOperation {
    @Override
    public String name() {
        return "require_root";
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer iterate = in.get(0);
        Buffer status = in.get(1);
        return () -> {
            if (status.get(0) != 0) {
                throw failure(in);
            }
            out.copyFrom(iterate);
        };
    }

    private NoRootException failure(List<Buffer> in) {
        RootStatus status = RootStatus.of(in.get(1).get(0));
        double residual = in.get(3).get(0);
        boolean finite = in.get(2).get(0) != 0;
        String why = switch (status) {
            case DIVERGED ->
                Double.isFinite(residual)
                        ? "the increments do not shrink; start nearer to the root, or use Newton's method"
                        : "the residual is not finite there; start where it is, and check the parameters";
            case MAX_ITERATIONS ->
                "the increments shrink too slowly for " + finder.maxIterations()
                        + " iterations; allow more (maxIterations), start nearer to the root, or use Newton's method";
            default ->
                finite
                        ? "the matrix of its linear solves is singular; start elsewhere, or state the equations so that their"
                                + " Jacobian is regular"
                        : "the matrix of its linear solves is not finite; start where the equations have a Jacobian, and"
                                + " check the parameters";
        };
        String message = finder + " found no root: " + status + " after "
                + (int) in.get(4).get(0) + " evaluations, residual " + residual + "; " + why;
        return new NoRootException(message, status, residual);
    }
}
