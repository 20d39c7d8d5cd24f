package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.field.UserFunction;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/**
 * The noise of a term among the parameters of its field, and its product with the diffusions.
 *
 * @param heard the paths that drive the diffusions
 * @param state the type of y [n]
 */
record NoiseLayout<Y, A>(
        Term<Y, A> term,
        List<Diffusion<Y, A>> diffusions,
        List<BrownianPath<?>> heard,
        StateLayout<Y> layout,
        TensorType state,
        Optional<NoiseInputs> inputs) {
    /** The place of the diffusions' slope among those of {@link #driven}. */
    private static final int HEARD = 2;

    static <Y, A> NoiseLayout<Y, A> of(
            Term<Y, A> term, List<BrownianPath<?>> heard, Solver solver, StateLayout<Y> layout, int arguments) {
        List<Diffusion<Y, A>> diffusions = term.diffusions();
        requireAlike(paths(term), heard);
        boolean isDriven = !diffusions.isEmpty() || !term.controls().isEmpty();
        Optional<NoiseInputs> inputs = isDriven
                ? Optional.of(new NoiseInputs(
                        arguments,
                        !term.controls().isEmpty(),
                        diffusions.stream()
                                .map(diffusion -> diffusion.path().components())
                                .toList(),
                        diffusions.stream().map(Diffusion::kind).toList(),
                        solver.levyArea(),
                        solver.halvesSteps()))
                : Optional.empty();
        return new NoiseLayout<>(term, diffusions, heard, layout, layout.flatType(), inputs);
    }

    /** The paths of a term's diffusions, in their order. */
    static List<BrownianPath<?>> paths(Term<?, ?> term) {
        List<BrownianPath<?>> paths = new ArrayList<>();
        term.diffusions().forEach(diffusion -> paths.add(diffusion.path()));
        return paths;
    }

    private static void requireAlike(List<BrownianPath<?>> paths, List<BrownianPath<?>> heard) {
        if (!shapes(paths).equals(shapes(heard))) {
            throw new IllegalArgumentException("the paths that an instance hears have the shapes of those of its term, "
                    + shapes(paths) + ", got " + shapes(heard) + "; give one for each diffusion, in their order");
        }
    }

    /** The shapes of the tensors of each path's noise. */
    private static List<List<Shape>> shapes(List<BrownianPath<?>> paths) {
        return paths.stream()
                .map(path -> Tree.flatten(path.zero()).leaves().stream()
                        .map(Tensor::shape)
                        .toList())
                .toList();
    }

    /** True if there is noise, and not controls alone. */
    boolean hasNoise() {
        return inputs.filter(NoiseInputs::hasNoise).isPresent();
    }

    /** Refuses what the solve cannot do with noise, or without. */
    void check(Solver solver, double t0, double t1, SolveOptions options) {
        inputs.filter(NoiseInputs::hasNoise)
                .ifPresentOrElse(
                        places -> new NoiseChecks(solver, places.kind(), heard, term).check(t0, t1, options),
                        () -> NoiseChecks.checkWithout(solver));
    }

    /**
     * Refuses products of diffusions that are not linear in their noise, and diffusions that mix though they were said not to.
     *
     * @param in the numbers of t, y, arguments and noise
     */
    void checkPromises(Program.Traced field, List<Tensor> in) {
        Program product = field.program().keeping(output -> output == HEARD);
        List<Tensor> all = new ArrayList<>(in);
        field.captured().forEach(tensor -> all.add(SolveChecks.concrete(tensor)));
        for (int i = 0; i < diffusions.size(); i++) {
            int letter = FieldInputs.parameter(inputs.orElseThrow().firstLetter() + i);
            Diffusion<Y, A> diffusion = diffusions.get(i);
            diffusion.checkLinear(
                    state.dtype(),
                    vector -> product.apply(with(all, letter, vector)).get(0));
            List<Tensor> loud = with(all, letter, all.get(letter).onesLike());
            diffusion.checkStrict(
                    FieldInputs.state(all),
                    y -> product.apply(FieldInputs.of(FieldInputs.time(all), y, FieldInputs.parameters(loud)))
                            .get(0));
        }
    }

    private static List<Tensor> with(List<Tensor> in, int place, Tensor tensor) {
        List<Tensor> changed = new ArrayList<>(in);
        changed.set(place, tensor);
        return changed;
    }

    /** The multiple of the drift's damping that a coupling must keep up with: noise feeds the copy's distance anew in each step. */
    double dampingFactor() {
        return hasNoise() ? 2 : 1;
    }

    /** The noise of a solve. */
    SolveNoise noise() {
        return inputs.map(places -> new SolveNoise(heard, paths(term), places)).orElse(SolveNoise.NONE);
    }

    /** The parameters where the noise goes, without any. */
    List<Tensor> silence() {
        List<Tensor> zeros = new ArrayList<>();
        if (inputs.isPresent() && inputs.get().hasInterval()) {
            zeros.addAll(List.of(Tensor.scalar(0), Tensor.scalar(0)));
        }
        inputs.ifPresent(places -> {
            int letters = places.count() - zeros.size();
            for (int i = 0; i < letters; i++) {
                int components = places.components().get(i % places.components().size());
                zeros.add(Tensor.of(state.with(Shape.of(components)), new double[components]));
            }
        });
        return zeros;
    }

    /** Slopes [n] with noise and controls from the drift: the whole, and where there is noise drift and diffusion apart, then the friction if there is one. */
    List<Tensor> driven(Tensor t, Y y, A args, List<Tensor> parameters, Tensor drift) {
        Tensor smooth = term.controls().isEmpty() ? drift : drift.plus(controlled(t, y, args, parameters));
        if (diffusions.isEmpty()) {
            return List.of(smooth);
        }
        Tensor heard = product(t, y, args, parameters);
        List<Tensor> apart = new ArrayList<>(List.of(smooth.plus(heard), smooth, heard));
        friction(y).ifPresent(apart::add);
        return apart;
    }

    /** The controls' fields times the slopes of their paths over the interval among {@code parameters}, added up [n]; zeros without controls. */
    private Tensor controlled(Tensor t, Y y, A args, List<Tensor> parameters) {
        Tensor sum = null;
        for (ControlTerm<Y, A> control : term.controls()) {
            List<Tensor> interval = inputs.orElseThrow().interval(parameters);
            Tensor length = interval.get(1).minus(interval.get(0));
            Tensor isNone =
                    length.abs().lessEqual(0).cast(length.dtype()); // at rest: between steps there is no interval
            Tensor change = control.path().increment(interval.get(0), interval.get(1));
            Tensor rate = change.dividedBy(length.plus(isNone).cast(change.dtype()));
            Tensor slope = layout.flattenSlope(
                    UserFunction.result("the field of a control", args, () -> control.times(t, y, rate, args)),
                    "the product of a control");
            sum = sum == null ? slope : sum.plus(slope);
        }
        return sum == null ? Tensor.of(state, new double[state.size()]) : sum;
    }

    /** The diffusions times the rates of their noise among {@code parameters}, added up [n]. */
    private Tensor product(Tensor t, Y y, A args, List<Tensor> parameters) {
        List<Tensor> rates = inputs.orElseThrow().letter(0, parameters);
        Tensor sum = null;
        for (int i = 0; i < diffusions.size(); i++) {
            Diffusion<Y, A> diffusion = diffusions.get(i);
            Object v = shaped(rates.get(i), diffusion.path());
            Tensor slope = layout.flattenSlope(
                    UserFunction.result("the diffusion", args, () -> diffusion.times(t, y, v, args)),
                    "the product of a diffusion");
            sum = sum == null ? slope : sum.plus(slope);
        }
        return sum;
    }

    /** The friction γ [d] of a Langevin equation; empty for others. */
    @SuppressWarnings("unchecked")
    private Optional<Tensor> friction(Y y) {
        return term instanceof LangevinTerm<?, ?> langevin
                ? Optional.of(((LangevinTerm<Object, A>) langevin).friction(((Pair<Object, Object>) y).first()))
                : Optional.empty();
    }

    /** A vector in the shape of a path's noise. */
    private static Object shaped(Tensor vector, BrownianPath<?> path) {
        Tree.Flat<?> zero = Tree.flatten(path.zero());
        List<Tensor> leaves = new ArrayList<>();
        int at = 0;
        for (Tensor leaf : zero.leaves()) {
            leaves.add(vector.slice(0, at, at + leaf.size()).reshape(leaf.shape()));
            at += leaf.size();
        }
        return zero.structure().unflatten(leaves);
    }
}
