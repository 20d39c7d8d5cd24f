package org.palinode.ode.internal.spectrum;

import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.outcome.Stiffness;

/** The {@link Stiffness} of steps, from products with the Jacobian. */
public final class StiffnessEstimate {
    private StiffnessEstimate() {}

    /** Of the step of size h from (t, y); NaN where the field is not finite. Only where it {@link #isKnown}. */
    public static Stiffness of(StepPrograms programs, double t, double h, Tensor y, List<Tensor> parameters) {
        double radius = SpectralRadius.estimate(explicitField(programs), t, y, parameters);
        return new Stiffness(Math.abs(h) * radius, t, h);
    }

    /** True if some of the field is taken without solving equations. Methods for Langevin equations follow the friction exactly, however strong. */
    public static boolean isKnown(StepPrograms programs) {
        return !programs.solver().solvesLangevin()
                && (!programs.solvesInside() || programs.solver().splitsField());
    }

    /** All of the field, or the first part of one in two parts. */
    private static Program explicitField(StepPrograms programs) {
        Program field = programs.key().field();
        return programs.solvesInside() ? field.keeping(output -> output == 1) : field;
    }
}
