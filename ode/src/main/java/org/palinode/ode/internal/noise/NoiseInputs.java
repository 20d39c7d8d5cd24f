package org.palinode.ode.internal.noise;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;

/**
 * Places among the parameters of a field of what is another in each step: the ends of the interval that a control is taken over, then the noise. That
 * is rates w = W/h of each path, then its areas H, then the rates k = K/h, as far as the level goes. They do not change when a step is reversed, so
 * the field f + g w is one field for a step and its reversal.
 *
 * @param first the parameter that is the first of them
 * @param hasInterval whether the ends are among them
 * @param components how many each path has
 * @param kinds what is known of the diffusion of each path
 * @param level what the solver asks for
 * @param hasHalves whether the noise of the first and of the second half of the step follow that of the whole
 */
public record NoiseInputs(
        int first,
        boolean hasInterval,
        List<Integer> components,
        List<NoiseKind> kinds,
        LevyArea level,
        boolean hasHalves) {
    public NoiseInputs {
        components = List.copyOf(components);
        kinds = List.copyOf(kinds);
    }

    /** True if there is noise, and not controls alone. */
    public boolean hasNoise() {
        return !components.isEmpty();
    }

    /** What is known of all noise together: paths that commute each by themselves need not commute with each other. */
    public NoiseKind kind() {
        return kind(kinds);
    }

    /** What is known of noises of these kinds together. */
    public static NoiseKind kind(List<NoiseKind> kinds) {
        if (kinds.stream().allMatch(kind -> kind == NoiseKind.ADDITIVE)) {
            return NoiseKind.ADDITIVE;
        }
        return kinds.size() == 1 ? kinds.get(0) : NoiseKind.GENERAL;
    }

    /** How many parameters they are. */
    public int count() {
        return firstLetter() - first + letters() * (hasHalves ? 3 : 1);
    }

    /** The start and the end of the interval; none if they are not among them. */
    public <T> List<T> interval(List<T> parameters) {
        return parameters.subList(first, firstLetter());
    }

    /** The noise of the whole step among the parameters. */
    public <T> List<T> whole(List<T> parameters) {
        return parameters.subList(firstLetter(), firstLetter() + letters());
    }

    /** A letter of all paths among the parameters: 0 for W, 1 for H, 2 for K. */
    public <T> List<T> letter(int letter, List<T> parameters) {
        int from = letter * components.size();
        return whole(parameters).subList(from, from + components.size());
    }

    /** The letters of one path among those of all. */
    <T> List<T> lettersOf(int path, List<T> letters) {
        return IntStream.range(0, level.numbers())
                .mapToObj(letter -> letters.get(letter * components.size() + path))
                .toList();
    }

    /** The noise of a half among the parameters, in the order of that of the whole. */
    public <T> List<T> half(int index, List<T> parameters) {
        int from = firstLetter() + (1 + index) * letters();
        return parameters.subList(from, from + letters());
    }

    /** How many parameters are the noise of the whole. */
    public int letters() {
        return components.size() * level.numbers();
    }

    /** The parameter that is W of the first path. */
    public int firstLetter() {
        return first + (hasInterval ? 2 : 0);
    }
}
