package org.palinode.ode.adjoint;

import java.util.BitSet;
import org.palinode.ode.integrate.Stepper;
import org.palinode.ode.save.SaveAt;

/**
 * Solves the continuous adjoint equations back in time, with the solution solved back beside them: memory O(1), and not exact. The error of
 * the gradient is that of the backward solve; how far the solution misses y0 on its return is reported as the mismatch. Steps are
 * chosen by the controller of the solve; between saved times the solution starts anew from its saved value.
 *
 * <p>Source: R. T. Q. Chen, Y. Rubanova, J. Bettencourt, D. Duvenaud, "Neural Ordinary Differential Equations", NeurIPS 2018,
 * arXiv:1806.07366.
 */
public record BacksolveAdjoint() implements Adjoint {
    @Override
    public void check(SaveAt saveAt) {
        if (saveAt.isDense()) {
            throw new UnsupportedOperationException(
                    "BacksolveAdjoint cannot differentiate dense output, which reads the solver's stages;"
                            + " save at times with SaveAt.ts(...), or use RecursiveCheckpointAdjoint");
        }
    }

    @Override
    public Retention retain(Stepper stepper) {
        return new KeepEnds(stepper);
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, BitSet wanted) {
        if (run.isDense()) {
            check(SaveAt.dense());
        }
        return new Backsolve(run, cotangents, wanted).pullBack();
    }
}
