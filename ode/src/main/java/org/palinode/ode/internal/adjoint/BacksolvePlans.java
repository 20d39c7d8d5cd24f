package org.palinode.ode.internal.adjoint;

import java.util.BitSet;
import java.util.List;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.StepPart;

/** The compiled steps of a {@link Backsolve} that add to the cotangents of the parameters. */
final class BacksolvePlans {
    private final CompiledStep stepper;
    private final CountedProgram program;
    private final ParameterCotangents parameterBars;
    private CountedPlan stepAndQuadrature;
    private CountedPlan quadrature;

    private BacksolvePlans(CompiledStep stepper, ContinuousAdjoint equations, BitSet wanted) {
        this.stepper = stepper;
        program = equations.stepAndQuadrature(stepper.programs(), wanted);
        parameterBars = new ParameterCotangents(
                stepper.arena(), stepper.programs().signature().parameters(), wanted);
    }

    static BacksolvePlans of(CompiledStep stepper, ContinuousAdjoint equations, BitSet wanted) {
        return stepper.companion(List.of("backsolve", wanted), owner -> new BacksolvePlans(owner, equations, wanted));
    }

    CountedProgram counted() {
        return program;
    }

    ParameterCotangents parameterBars() {
        return parameterBars;
    }

    /** A step, and what it adds to the cotangents of the parameters. */
    CountedPlan stepAndQuadrature() {
        if (stepAndQuadrature == null) {
            stepAndQuadrature = plan(program);
        }
        return stepAndQuadrature;
    }

    /** Only what the step in place adds. */
    CountedPlan quadrature() {
        if (quadrature == null) {
            quadrature = plan(program.keeping(part -> part == StepPart.PARAMETER_BARS));
        }
        return quadrature;
    }

    private CountedPlan plan(CountedProgram counted) {
        return stepper.memory()
                .bindings()
                .adding(StepPart.PARAMETER_BARS, parameterBars.bars())
                .plan(counted, stepper.arena());
    }
}
