package org.palinode.ode.internal.noise;

import java.util.List;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;

/**
 * Places of the noise of a step among the parameters of its field: rates w = W/h of each path, then its areas H, then the rates k = K/h, as
 * far as the level goes. They do not change when a step is reversed, so the field f + g w is one field for a step and its reversal.
 *
 * @param first the parameter that is the first of them
 * @param components how many each path has
 * @param kinds what is known of the diffusion of each path
 * @param level what the solver asks for
 */
public record NoiseInputs(int first, List<Integer> components, List<NoiseKind> kinds, LevyArea level) {
    public NoiseInputs {
        components = List.copyOf(components);
        kinds = List.copyOf(kinds);
    }

    /** What is known of all noise together: paths that commute each by themselves need not commute with each other. */
    public NoiseKind kind() {
        if (kinds.stream().allMatch(kind -> kind == NoiseKind.ADDITIVE)) {
            return NoiseKind.ADDITIVE;
        }
        return kinds.size() == 1 ? kinds.get(0) : NoiseKind.GENERAL;
    }

    /** How many parameters they are. */
    public int count() {
        return components.size() * level.numbers();
    }

    /** A letter of all paths: 0 for W, 1 for H, 2 for K. */
    public <T> List<T> letter(int letter, List<T> parameters) {
        int from = first + letter * components.size();
        return parameters.subList(from, from + components.size());
    }
}
