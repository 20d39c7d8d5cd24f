package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.program.Program;

/**
 * The programs of a field whose calls are counted.
 *
 * @param programs the field, then its parts if it has any; under noise these are drift and diffusion, then the friction if there is one
 * @param areOfNoise whether the parts are drift and diffusion
 */
record FieldParts(List<Program> programs, boolean areOfNoise) {
    private static final int WHOLE = 0;
    private static final int DRIFT = 1;
    private static final int DIFFUSION = 2;

    boolean has(Program program) {
        return programs.contains(program);
    }

    boolean hasDrift(Program program) {
        int part = programs.indexOf(program);
        return areOfNoise ? part == WHOLE || part == DRIFT : part >= 0;
    }

    boolean hasDiffusion(Program program) {
        int part = programs.indexOf(program);
        return areOfNoise && (part == WHOLE || part == DIFFUSION);
    }
}
