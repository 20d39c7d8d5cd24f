package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedProgram;

/** The compiled steps of a {@link Backsolve} that add to the cotangents of the parameters. */
final class BacksolvePlans {
    private final CompiledStep stepper;
    private final CountedProgram program;
    private final List<Buffer> parameterBars = new ArrayList<>();
    private Plan stepAndQuadrature;
    private Plan quadrature;

    private BacksolvePlans(CompiledStep stepper, ContinuousAdjoint equations, BitSet wanted) {
        this.stepper = stepper;
        program = equations.stepAndQuadrature(stepper.programs(), wanted);
        wanted.stream()
                .forEach(i -> parameterBars.add(stepper.arena()
                        .allocate(stepper.programs().parameterTypes().get(i))));
    }

    static BacksolvePlans of(CompiledStep stepper, ContinuousAdjoint equations, BitSet wanted) {
        return stepper.companion(List.of("backsolve", wanted), owner -> new BacksolvePlans(owner, equations, wanted));
    }

    CountedProgram counted() {
        return program;
    }

    List<Buffer> parameterBars() {
        return parameterBars;
    }

    /** A step, and what it adds to the cotangents of the parameters. */
    Plan stepAndQuadrature() {
        if (stepAndQuadrature == null) {
            stepAndQuadrature = withParameterBars(stepper.memory().stepPlan(program), firstBar())
                    .build();
        }
        return stepAndQuadrature;
    }

    /** Only what the step in place adds. */
    Plan quadrature() {
        if (quadrature == null) {
            CountedProgram additions = program.outputsFrom(firstBar());
            quadrature = withParameterBars(
                            stepper.memory().withStepInputs(stepper.memory().plan(additions)), 0)
                    .build();
        }
        return quadrature;
    }

    private int firstBar() {
        return program.program().arity() - parameterBars.size();
    }

    private Plan.Builder withParameterBars(Plan.Builder builder, int index) {
        for (int i = 0; i < parameterBars.size(); i++) {
            builder.accumulate(index + i, parameterBars.get(i));
        }
        return builder;
    }
}
