package org.palinode.ode;

import java.util.List;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/** Options as a solve takes its steps by: the controller gets what noise and saved times ask of it. */
final class SteppingOptions {
    /** Rejections in a row after which noise is not to blame. */
    private static final int MOST_REJECTED = 100;

    private SteppingOptions() {}

    /**
     * The options with another controller, if need be. Steps end at saved times where that was asked for. Where steps are found by their errors,
     * they keep to what a Brownian path asks for, and do not go by where its noise was heard.
     */
    static SolveOptions of(Term<?, ?> term, SolveOptions options) {
        StepSizeController chosen = options.controller();
        List<NoiseKind> kinds = term.diffusions().stream().map(Diffusion::kind).toList();
        boolean adapts = chosen.errorScale().isPresent() && !kinds.isEmpty();
        if (!adapts && options.saveAt().stepTimes().length == 0) {
            return options;
        }
        ClipStepSizeController clip = ClipStepSizeController.around(chosen);
        boolean revisits = adapts && NoiseInputs.kind(kinds) == NoiseKind.GENERAL;
        return options.controller(revisits ? clip.revisiting(MOST_REJECTED) : clip);
    }
}
