package org.palinode.ode.integrate;

import java.util.List;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;

/**
 * How near a step came to where explicit methods are no longer stable: |h| ρ, its size times the spectral radius of the Jacobian ∂f/∂y at its
 * start, of that part of the field for which no equations are solved.
 *
 * @param product |h| ρ, a pure number; explicit methods are stable up to about 3
 * @param t where the step started
 * @param h its signed size
 */
public record Stiffness(double product, double t, double h) {
    /** Above this the size of steps is set by stability, not by accuracy: half of what explicit methods bear. */
    private static final double LIMIT = 1.5;

    /** Of the step of size h from (t, y); NaN where the field is not finite. Only where it {@link #isKnown}. */
    public static Stiffness of(StepPrograms programs, double t, double h, Tensor y, List<Tensor> parameters) {
        double radius = SpectralRadius.estimate(explicitField(programs), t, y, parameters);
        return new Stiffness(Math.abs(h) * radius, t, h);
    }

    /** Whether some of the field is taken without solving equations. */
    public static boolean isKnown(StepPrograms programs) {
        return !programs.solvesInside() || programs.solver().splitsField();
    }

    /** All of the field, or the first part of one in two parts. */
    private static Program explicitField(StepPrograms programs) {
        Program field = programs.signature().field();
        return programs.solvesInside() ? field.keeping(output -> output == 1) : field;
    }

    /** Whether the field and its derivative are finite there. */
    public boolean isFinite() {
        return Double.isFinite(product);
    }

    /** Whether stability seems to have set the size of the step. */
    public boolean isLimiting() {
        return product > LIMIT;
    }
}
